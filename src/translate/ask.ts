import type { Glossary, GlossaryEntry } from './glossary.ts'
import { type Passage, targetOf, textOf } from './passage.ts'
import { offer } from './placeholders.ts'
import { putBack } from './protect.ts'
import { type Provider, ProviderFailure } from './provider.ts'
import { verify } from './verify.ts'

/** A translation that may be shown, or why there is none. */
export type Answer = { text: string; fault: null } | { text: null; fault: string }

export interface AskOptions {
  /** BCP 47. */
  target: string
  /** For a provider that takes one. */
  glossary: Glossary | null
  /** Whether the passages are sentences of longer texts. */
  partial: boolean
  signal?: AbortSignal | undefined
}

/**
 * Asks a provider for passages in one call, puts back what was held, and verifies each answer. Passages without words are
 * the same in every language, and not asked for.
 * @throws ProviderFailure, or the signal's reason where it is aborted meanwhile
 */
export async function ask(provider: Provider, passages: readonly Passage[], options: AskOptions): Promise<Answer[]> {
  const { target, partial, signal } = options
  const glossary = provider.takesGlossary ? options.glossary : null
  const questions = passages.map((passage) => {
    const hasWords = /\p{L}|\p{N}/u.test(textOf(passage))
    return {
      passage,
      offered: hasWords ? offer(passage, provider.placeholders) : null,
      terms: termsIn(passage, glossary),
    }
  })
  const texts = questions.flatMap(({ offered }) => offered?.text ?? [])
  const request = { glossary: [...new Set(questions.flatMap(({ terms }) => terms))], ...(signal && { signal }) }
  const replies = texts.length === 0 ? [] : await provider.translate(texts, 'en', target, request)
  if (replies.length !== texts.length)
    throw new ProviderFailure('garbage', `${replies.length} translations of ${texts.length} texts`)

  const inOrder = replies.values()
  return questions.map(({ passage, offered, terms }) => {
    if (!offered) return { text: targetOf(passage), fault: null }
    const reply = offered.read(tidy(inOrder.next().value ?? ''))
    const text = putBack(reply, passage, target)
    const fault = verify({ passage, reply, text, target, partial, terms, remains: offered.remains })
    return fault === null ? { text, fault } : { text: null, fault }
  })
}

/** On one line, without blanks at its ends. */
export function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function termsIn(passage: Passage, glossary: Glossary | null): GlossaryEntry[] {
  if (!glossary) return []
  const found = passage.flatMap((part) => (typeof part === 'string' ? glossary.find(part) : []))
  return [...new Set(found.map(({ entry }) => entry))]
}
