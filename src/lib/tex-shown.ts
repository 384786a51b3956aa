import { type ReadFormula, readFormula } from './math/formula.ts'
import { FUNCTIONS, symbolOf } from './math/symbols.ts'
import { formulaDoubt } from './tex-doubt.ts'
import { TexReader } from './tex-reader.ts'
import type { TexToken } from './tex-tokens.ts'
import { type PlainText, PlainTextWriter } from './tex-writer.ts'

/** Part of a text, in UTF-16 offsets, end exclusive. */
interface Range {
  start: number
  end: number
}

export interface EmphasisRange extends Range {
  kind: 'bold' | 'italic' | 'emphasised'
}

export interface FormulaRange extends Range {
  /** Without its dollars. */
  tex: string
  /** Whether it stands on a line of its own in the source. */
  display: boolean
  /** What is shown of it, or why its source is: the text then has it as it is written, with its dollars. */
  reading: ReadFormula | { problem: string }
}

/** The text that a reader sees, with formulas in Unicode; and what HTML can show better. */
export interface ShownText extends PlainText {
  /** In the order of their ends; they may stand in each other. */
  emphasis: readonly EmphasisRange[]
  /** Ascending. */
  formulas: readonly FormulaRange[]
}

/**
 * A title, an abstract or a name as a reader sees it: TeX's accents and commands resolved, quotes and dashes typographic,
 * formulas in Unicode. What is not understood stays as it is, a formula whole and with its dollars.
 * Takes any text, in linear time.
 */
export function shownText(source: string): ShownText {
  const writer = new PlainTextWriter(source)
  if (!/[\\{}$~`^_]|--|''/.test(source)) {
    writer.copy(0, source.length)
    return { ...writer.finish(), emphasis: [], formulas: [] }
  }
  const reader = new ShownReader(source, writer)
  reader.read()
  return { ...writer.finish(), emphasis: reader.emphasis, formulas: reader.formulas }
}

const EMPHASIS = new Map<string, EmphasisRange['kind']>([
  ['textbf', 'bold'],
  ['bf', 'bold'],
  ['bfseries', 'bold'],
  ['textit', 'italic'],
  ['textsl', 'italic'],
  ['it', 'italic'],
  ['itshape', 'italic'],
  ['sl', 'italic'],
  ['emph', 'emphasised'],
  ['em', 'emphasised'],
])

const AFTER_SCRIPT_SIGN = /[\p{L}\p{N})\]][\^_]$/u

/** A `^{…}` outside formulas that is longer is none. */
const MAX_BARE_SCRIPT = 60

class ShownReader extends TexReader {
  readonly emphasis: EmphasisRange[] = []
  readonly formulas: FormulaRange[] = []
  /** What begins at the braces that are open: by the brace that ends it. */
  readonly #styles = new Map<TexToken, { kind: EmphasisRange['kind']; start: number }>()
  /** URLs of links, by the brace that ends what is shown of the link. */
  readonly #links = new Map<TexToken, string>()
  /** Braces that close a group which is open here. */
  readonly #groups: TexToken[] = []

  constructor(source: string, writer: PlainTextWriter) {
    super(source, false, writer)
  }

  protected override text(start: number, end: number, index: number): number {
    const script = this.#bareScript(end, index + 1)
    this.#quoted(start, script ? end - 1 : end)
    if (!script) return index + 1
    this.#show(end - 1, script.close.end, script.tex, script.reading, false)
    return script.next
  }

  /** `` `word' `` in a piece of text without commands. */
  #quoted(start: number, end: number): void {
    let at = start
    for (const found of this.source
      .slice(start, end)
      .matchAll(/(?<![\w`])`(?=[^\s`'])([^`'\n]{0,80}[^\s`'])'(?![\w'])/g)) {
      const open = start + found.index
      const close = open + found[0].length - 1
      this.writer.copy(at, open)
      this.writer.put('‘', open + 1)
      this.writer.copy(open + 1, close)
      this.writer.put('’', close + 1)
      at = close + 1
    }
    this.writer.copy(at, end)
  }

  /** `10^{-3}` outside formulas: the text before `end` has the sign, the token at `index` the brace. */
  #bareScript(end: number, index: number): { tex: string; reading: ReadFormula; close: TexToken; next: number } | null {
    if (!AFTER_SCRIPT_SIGN.test(this.source.slice(Math.max(0, end - 3), end))) return null
    const group = this.groupAt(index)
    if (!group || group.close.end - end > MAX_BARE_SCRIPT) return null
    const tex = this.source.slice(end - 1, group.close.end)
    const reading = /[$\n]|[A-Za-z]{2}\s+[A-Za-z]{2}/.test(tex)
      ? null
      : readFormula(tex, this.#around(end, group.close.end))
    if (!reading || 'problem' in reading) return null
    return { tex, reading, close: group.close, next: group.open.partner + 1 }
  }

  /** `x^{a, b}` without its braces would be another formula. */
  protected override isKept({ kind, start }: TexToken): boolean {
    return kind === 'open' && AFTER_SCRIPT_SIGN.test(this.source.slice(Math.max(0, start - 3), start))
  }

  protected override ligature(token: TexToken): void {
    this.writer.put(token.shown as string, token.end)
  }

  protected override formula({ start, end, formula }: TexToken): void {
    const tex = formula ? this.source.slice(...formula.inner) : ''
    const display = this.source[start + 1] === '[' || this.source[start + 1] === '$'
    const doubt = formulaDoubt(this.source, start, end)
    const reading = doubt === null ? readFormula(tex, this.#around(start, end)) : { problem: doubt }
    this.#show(start, end, tex, reading, display)
  }

  #show(start: number, end: number, tex: string, reading: FormulaRange['reading'], display: boolean): void {
    const from = this.writer.length
    // As one piece, so that marks take it whole.
    this.writer.put('problem' in reading ? this.source.slice(start, end) : reading.unicode, end)
    this.formulas.push({ start: from, end: this.writer.length, tex, display, reading })
  }

  #around(start: number, end: number): { before: boolean; after: boolean } {
    const isName = (at: number) => /[\p{Script=Latin}\p{Script=Greek}\p{N}]/u.test(this.source[at] ?? '')
    return { before: isName(start - 1), after: isName(end) }
  }

  protected override operator(name: string): string | undefined {
    return name === 'deg' ? '°' : (symbolOf(name) ?? FUNCTIONS.get(name))
  }

  protected override style(name: string, command: TexToken, index: number): number {
    const group = this.groupAt(index + 1)
    const kind = EMPHASIS.get(name)
    if (group && kind) this.#styles.set(group.close, { kind, start: this.writer.length })
    if (!group || (name !== 'textsuperscript' && name !== 'textsubscript')) return super.style(name, command, index)
    const content = this.source.slice(group.open.end, group.close.start)
    const sign = name === 'textsuperscript' ? '^' : '_'
    const tex = `${sign}{\\text{${content}}}`
    const reading = readFormula(
      /^\w$|^[\d+=-]+$/.test(content) ? `${sign}{${content}}` : tex,
      this.#around(command.start, group.close.end),
    )
    if ('problem' in reading) return super.style(name, command, index)
    this.#show(command.start, group.close.end, tex, reading, false)
    return group.open.partner + 1
  }

  protected override declaration(name: string): void {
    const kind = EMPHASIS.get(name)
    const close = this.#groups.at(-1)
    if (kind && close) this.#styles.set(close, { kind, start: this.writer.length })
  }

  /** A link's address is shown behind its text, where the text is not the address. */
  protected override second(name: string, command: TexToken, index: number): number {
    const first = this.groupAt(index + 1)
    const second = first && this.groupAt(first.open.partner + 1)
    const next = super.second(name, command, index)
    if (name !== 'href' || !first || !second) return next
    const url = this.source
      .slice(first.open.end, first.close.start)
      .trim()
      .replace(/\\([%#_&~])/g, '$1')
    const text = this.source.slice(second.open.end, second.close.start)
    if (/^https?:\/\/[^\s\\{}]+$/.test(url) && !saysAddress(text, url)) this.#links.set(second.close, url)
    return next
  }

  protected override hiddenBrace(token: TexToken): void {
    if (token.kind === 'open') {
      const close = this.tokens[token.partner]
      if (close) this.#groups.push(close)
      return
    }
    if (this.#groups.at(-1) === token) this.#groups.pop()
    const style = this.#styles.get(token)
    if (style && style.start < this.writer.length) this.emphasis.push({ ...style, end: this.writer.length })
    const url = this.#links.get(token)
    if (url === undefined) super.hiddenBrace(token)
    else this.writer.put(` (${url})`, token.end)
  }
}

function saysAddress(text: string, url: string): boolean {
  const letters = (of: string) => of.replace(/\\[A-Za-z]+|[^A-Za-z0-9]/g, '').toLowerCase()
  return /[./]/.test(text) && letters(url).includes(letters(text))
}
