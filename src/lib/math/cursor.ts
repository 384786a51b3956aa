/** Thrown where a formula holds what is not understood; the message says what. */
export class NotUnderstood extends Error {}

/** Commands and groups within each other; deeper ones are no formula that anybody reads. */
const MAX_DEPTH = 24

/** Reads a formula's source from left to right. */
export class Cursor {
  readonly source: string
  at = 0
  #depth = 0

  constructor(source: string) {
    this.source = source
  }

  get ended(): boolean {
    return this.at >= this.source.length
  }

  /** The next character (UTF-16 unit), or '' at the end. */
  get next(): string {
    return this.source[this.at] ?? ''
  }

  /** Passes over the text if it stands here. */
  takes(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false
    this.at += text.length
    return true
  }

  /** @param pattern sticky */
  match(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const [found = ''] = pattern.exec(this.source) ?? []
    this.at += found.length
    return found
  }

  /** @param pattern sticky */
  sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    return pattern.test(this.source)
  }

  /** Whether there was white space to pass over. */
  skipSpace(): boolean {
    return this.match(/\s+/y) !== ''
  }

  character(): string {
    const character = String.fromCodePoint(this.source.codePointAt(this.at) as number)
    this.at += character.length
    return character
  }

  /** After a backslash: a word of letters, or one other character; '' at the end. */
  commandName(): string {
    return this.match(/[A-Za-z]+/y) || (this.ended ? '' : this.character())
  }

  /** The source of a `{…}` without TeX of its own; null where it is anything else. */
  bareGroup(): string | null {
    const found = this.match(/\s*\{[^\\{}$]*\}/y)
    return found === '' ? null : found.trim().slice(1, -1)
  }

  within<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new NotUnderstood('nested too deeply')
    const result = read()
    this.#depth--
    return result
  }
}
