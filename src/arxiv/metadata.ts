import { AppError, shown } from '../domain/errors.ts'

/** The pieces of metadata that all of arXiv's formats write alike. */

export interface VersionedId {
  /** Without version: `2605.06696`, or old style `math/0309136`. */
  id: string
  version: number
}

const NEW_STYLE = /^(\d{4}\.\d{4,5})v([1-9]\d{0,3})$/
const OLD_STYLE = /^([a-z]+(?:-[a-z]+)?)(?:\.[A-Za-z-]+)?(\/\d{7})v([1-9]\d{0,3})$/

/**
 * Reads `2605.06696v1` or `math.GT/0309136v2`. The subject class of old-style ids is dropped, as arXiv itself does in
 * feeds, OAI and URLs (https://info.arxiv.org/help/arxiv_identifier.html), so that a paper has one id.
 */
export function parseVersionedId(text: string): VersionedId | null {
  const [, newId, newVersion] = NEW_STYLE.exec(text) ?? []
  if (newId !== undefined) return { id: newId, version: Number(newVersion) }
  const [, archive, number, version] = OLD_STYLE.exec(text) ?? []
  return archive === undefined ? null : { id: `${archive}${number}`, version: Number(version) }
}

/** The same without a version: `2605.06696`, `math/0309136`. */
export function parseId(text: string): string | null {
  return parseVersionedId(`${text}v1`)?.id ?? null
}

/** Whether a text has the form of a category or archive: `cs.LG`, `cond-mat.dis-nn`, `quant-ph`, `cs`. */
export function isCategory(text: string): boolean {
  return /^[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z]+(?:-[A-Za-z]+)*)?$/.test(text) && text.length <= 40
}

/** @throws AppError `invalid` */
export function requireCategory(text: string): void {
  if (!isCategory(text))
    throw new AppError('invalid', `"${shown(text)}" is not an arXiv category: write one as in cs.LG or quant-ph`)
}

/** Any stretch of white space that is not already the one blank which it becomes: most are, and need no work. */
const LOOSE_SPACE = /\s{2,}|[^\S ]/g

export function foldLine(text: string): string {
  return text.replace(LOOSE_SPACE, ' ').trim()
}

/**
 * Line breaks become blanks, paragraphs stay apart by `\n\n`. A line that begins with white space begins a paragraph, as
 * arXiv asks authors to mark it (https://info.arxiv.org/help/prep.html), and so does an empty line.
 */
export function foldAbstract(text: string): string {
  return text
    .trim()
    .split(/\n\s+/)
    .map((paragraph) => paragraph.replace(LOOSE_SPACE, ' '))
    .join('\n\n')
}
