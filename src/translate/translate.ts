import { type Answer, ask, tidy } from './ask.ts'
import type { Glossary } from './glossary.ts'
import { isWrittenSolid } from './languages.ts'
import { heldOf, type Passage, targetOf, textOf } from './passage.ts'
import { addressFault, formulaFault } from './pieces.ts'
import { prose } from './prose.ts'
import { protect } from './protect.ts'
import { type Provider, ProviderFailure } from './provider.ts'
import { sentencesOf } from './sentences.ts'

export interface TranslateOptions {
  /** BCP 47; `zh` is Simplified Chinese. */
  target: string
  /** Asked in this order; none gives no translation. */
  providers: readonly Provider[]
  /** Of the target language. */
  glossary?: Glossary | null
  signal?: AbortSignal
}

/**
 * What became of a text:
 * - `translated` by a provider, whole or sentence by sentence
 * - `same` there is nothing in it to translate: the text itself, in every language
 * - `untranslated` it is to be shown in English; `reasons` names each attempt. `again` tells whether a later attempt may
 *   do better, since a provider could not be asked, or none has the language yet; `retryAfterMs` when, where all of
 *   those said so.
 */
export type Outcome =
  | { state: 'translated'; text: string; provider: string; manner: 'whole' | 'sentences' }
  | { state: 'same'; text: string }
  | { state: 'untranslated'; reasons: string[]; again: boolean; retryAfterMs: number | null }

/**
 * Translates English titles and abstracts (arXiv's TeX source; so is the result). All go into one request where the
 * provider allows; no text is returned whose formulas, links, code or numbers are not those of its source.
 * @throws the signal's reason where it is aborted meanwhile
 */
export async function translateTexts(texts: readonly string[], options: TranslateOptions): Promise<Outcome[]> {
  const works = texts.map((text) => new Work(text))
  for (const provider of options.providers) {
    const open = works.filter((work) => work.outcome === null)
    if (open.length === 0) break
    try {
      await wholly(provider, open, options)
      await sentenceWise(provider, open, options)
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error
      for (const work of open) work.failed(provider, error)
    }
  }
  return works.map((work) => work.settled())
}

/** One title or abstract. */
export async function translateText(text: string, options: TranslateOptions): Promise<Outcome> {
  const [outcome] = await translateTexts([text], options)
  return outcome as Outcome
}

/** Until a provider may have learned a language. */
const LACKING_MS = 3_600_000

/** One title or abstract on its way. */
class Work {
  /** In one line each. */
  readonly paragraphs: readonly string[]
  outcome: Outcome | null = null
  /** By paragraph, of the provider that is asked now. */
  done: (string | null)[] = []
  readonly #reasons: string[] = []
  /** How long each provider that may do better wants to be left alone; null where it did not say. */
  readonly #waits: (number | null)[] = []
  /** Whether a provider has given a translation that can't be shown; whether one has not the language. */
  #isTried = false
  #lacks = false

  constructor(text: string) {
    this.paragraphs = text.split(/\n\s*\n/).map((paragraph) => tidy(prose(paragraph)))
    if (!this.paragraphs.some((paragraph) => /\p{L}/u.test(textOf(protect(paragraph)))))
      this.outcome = { state: 'same', text }
  }

  refused(provider: Provider, reason: string): void {
    this.#isTried = true
    this.#say(provider, reason)
  }

  failed(provider: Provider, { kind, message, retryAfterMs }: ProviderFailure): void {
    if (this.outcome !== null) return
    this.#say(provider, message)
    if (kind === 'language') this.#lacks = true
    else this.#waits.push(retryAfterMs)
  }

  #say(provider: Provider, reason: string): void {
    this.#reasons.push(`${provider.name}: ${reason}`)
  }

  finish(provider: Provider, manner: 'whole' | 'sentences'): void {
    if (this.outcome === null && this.done.every((paragraph) => paragraph !== null))
      this.outcome = { state: 'translated', text: this.done.join('\n\n'), provider: provider.name, manner }
  }

  settled(): Outcome {
    const reasons = this.#reasons.length > 0 ? this.#reasons : ['no provider is configured']
    const waits = this.#waits.filter((wait) => wait !== null)
    // Who did not say may be back before the others.
    const isKnown = waits.length > 0 && waits.length === this.#waits.length
    // Nobody was paid for nothing, and the operator may add somebody who has the language.
    const isLacking = this.#lacks && !this.#isTried && this.#waits.length === 0
    return (
      this.outcome ?? {
        state: 'untranslated',
        reasons,
        again: this.#waits.length > 0 || isLacking,
        retryAfterMs: isLacking ? LACKING_MS : isKnown ? Math.min(...waits) : null,
      }
    )
  }
}

/** Each paragraph as one text. */
async function wholly(provider: Provider, works: readonly Work[], options: TranslateOptions): Promise<void> {
  const passages = works.map((work) => work.paragraphs.map((one) => passageFor(provider, one, options, false)))
  const answers = await ask(provider, passages.flat(), askOptions(options, false))
  for (const work of works) {
    const own = answers.splice(0, work.paragraphs.length)
    for (const { fault } of own) if (fault !== null) work.refused(provider, fault)
    work.done = own.map(({ text }) => text)
    work.finish(provider, 'whole')
  }
}

/** The paragraphs that were refused: each sentence as one text, with more held back. */
async function sentenceWise(provider: Provider, works: readonly Work[], options: TranslateOptions): Promise<void> {
  const refused = works.flatMap((work) =>
    work.done.flatMap((done, index) => {
      const paragraph = work.paragraphs[index] as string
      const passage = passageFor(provider, paragraph, options, true)
      const sentences = sentencesOf(passage)
      const held = heldOf(passageFor(provider, paragraph, options, false)).length
      const isAnother = sentences.length > 1 || held !== heldOf(passage).length
      return done === null && isAnother ? [{ work, index, passage, sentences }] : []
    }),
  )
  const sentences = refused.flatMap((one) => one.sentences)
  const answers = await ask(provider, sentences, askOptions(options, true))
  for (const { work, index, passage, sentences } of refused) {
    const { text, fault } = joined(answers.splice(0, sentences.length), passage, options.target)
    work.done[index] = text
    if (fault !== null) work.refused(provider, `sentence by sentence: ${fault}`)
  }
  for (const work of works) work.finish(provider, 'sentences')
}

function joined(sentences: readonly Answer[], passage: Passage, target: string): Answer {
  const text = sentences.map((sentence) => sentence.text).join(isWrittenSolid(target) ? '' : ' ')
  const source = targetOf(passage)
  const fault =
    sentences.find((sentence) => sentence.fault !== null)?.fault ??
    (text === source ? 'it is the source' : null) ??
    formulaFault(source, text) ??
    addressFault(source, text)
  return fault === null ? { text, fault } : { text: null, fault }
}

/** @param careful holds all that an engine may have got wrong: terms that it was told, names, numbers */
function passageFor(
  { takesGlossary, placeholders }: Provider,
  paragraph: string,
  { glossary = null }: TranslateOptions,
  careful: boolean,
): Passage {
  return protect(paragraph, {
    glossary: takesGlossary && !careful ? null : glossary,
    acronyms: placeholders.hidesAcronyms || careful,
    numbers: careful,
  })
}

function askOptions({ target, glossary = null, signal }: TranslateOptions, partial: boolean) {
  return { target, glossary, partial, signal }
}
