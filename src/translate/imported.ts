import { heldOf, textOf } from './passage.ts'
import { addressFault, formulaFault } from './pieces.ts'
import { prose } from './prose.ts'
import { protect } from './protect.ts'
import { withAddresses, withCommands } from './put-right.ts'
import { scriptFault } from './scripts.ts'

interface Text {
  title: string
  abstract: string
}

/** A translation made elsewhere. */
export interface ImportedText {
  title: string
  /** Null where only the title was translated. */
  abstract: string | null
}

/** What may be kept, or why nothing of it may. */
export type Judged = { translation: ImportedText; fault: null } | { translation: null; fault: string }

/**
 * Holds a translation that was made elsewhere against its source: the same formulas, TeX commands, links and identifiers,
 * written in its language. Links that became "this https URL", and citations whose key was translated, are put right
 * where it is sure what stood there. Numbers and words are believed.
 * @param target BCP 47
 */
export function judgeImported(source: Text, { title, abstract }: ImportedText, target: string): Judged {
  const judgedTitle = judgeText(source.title, title, target)
  if (judgedTitle.fault !== null) return { translation: null, fault: `title: ${judgedTitle.fault}` }
  const judgedAbstract = abstract === null ? null : judgeText(source.abstract, abstract, target)
  if (judgedAbstract && judgedAbstract.fault !== null)
    return { translation: null, fault: `abstract: ${judgedAbstract.fault}` }
  return { translation: { title: judgedTitle.text, abstract: judgedAbstract?.text ?? null }, fault: null }
}

function judgeText(
  source: string,
  translation: string,
  target: string,
): { text: string; fault: null } | { text: null; fault: string } {
  const text = withCommands(source, withAddresses(source, translation)).trim()
  const fault =
    emptyFault(source, text) ??
    formulaFault(source, text) ??
    texFault(source, text) ??
    addressFault(source, text) ??
    idFault(source, text) ??
    markupFault(source, text) ??
    scriptFault(textOf(protect(prose(source))), textOf(protect(prose(text))), target)
  return fault === null ? { text, fault } : { text: null, fault }
}

function emptyFault(source: string, text: string): string | null {
  if (text === '') return 'it is empty'
  const isProse = /\p{Ll}{3}/u.test(textOf(protect(prose(source))))
  return isProse && text === source.trim() ? 'it is the source' : null
}

/** What `formulaFault` can't see: delimiters without a formula, braces that do not close, commands that nobody wrote. */
function texFault(source: string, text: string): string | null {
  if (dollars(text) > dollars(source)) return 'it holds a dollar sign that the source has not'
  if (balance(source) === 0 && balance(text) !== 0) return 'its braces do not match'
  const known = new Set(commands(source))
  const invented = commands(text).find((command) => !known.has(command))
  return invented === undefined ? null : `the command ${invented} is not in the source`
}

function dollars(text: string): number {
  return text.split('$').length - 1
}

function balance(text: string): number {
  let depth = 0
  for (const [brace] of text.matchAll(/(?<!\\)[{}]/g)) {
    depth += brace === '{' ? 1 : -1
    if (depth < 0) return depth
  }
  return depth
}

function commands(text: string): string[] {
  return text.match(/\\(?:[A-Za-z]+|[^\s])/g) ?? []
}

function idFault(source: string, text: string): string | null {
  const missing = heldOf(protect(source)).find((held) => held.kind === 'id' && !text.includes(held.source))
  return missing ? `${missing.source} is missing` : null
}

function markupFault(source: string, text: string): string | null {
  if (/[\p{Co}\p{Cn}\ufffd]|(?!\s)\p{Cc}/u.test(text)) return 'it holds a character that shows nothing'
  const tag = /<\/?[A-Za-z][^<>]*>/.exec(text)?.[0]
  return tag !== undefined && !source.includes(tag) ? 'it holds HTML that the source has not' : null
}
