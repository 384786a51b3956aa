/** A text made from a source, and for each of its UTF-16 units the source range that it stands for. */
export interface PlainText {
  text: string
  /**
   * Unit `i` of `text` stands for source offsets `from[i]` to `to[i]` (exclusive). The ranges follow each other without
   * gap or overlap, but that all units of one replacement (an accented letter, a formula) share its whole range.
   * Markup that shows nothing belongs to the unit after it, a closing brace to the one before.
   */
  from: readonly number[]
  to: readonly number[]
}

/** Builds a PlainText from left to right. What is skipped between two pieces goes to the second one's range. */
export class PlainTextWriter {
  readonly #source: string
  readonly #from: number[] = []
  readonly #to: number[] = []
  #text = ''
  /** Source up to here has its units. */
  #covered = 0
  /** First of the last units, those that share a range; `to` is set when it is known that no closing markup follows. */
  #last = 0

  constructor(source: string) {
    this.#source = source
  }

  /** How much text there is so far, in UTF-16 units. */
  get length(): number {
    return this.#text.length
  }

  /** Source that is shown as it is. */
  copy(start: number, end: number): void {
    if (start >= end) return
    this.#settle()
    this.#text += this.#source.slice(start, end)
    for (let i = start; i < end; i++) {
      this.#from.push(i === start ? this.#covered : i)
      this.#to.push(i + 1)
    }
    this.#covered = end
    this.#last = this.#from.length - 1
  }

  /** Source up to `end` that is shown as `text`. */
  put(text: string, end: number): void {
    if (text === '') return
    this.#settle()
    this.#last = this.#from.length
    this.#text += text
    for (let i = 0; i < text.length; i++) {
      this.#from.push(this.#covered)
      this.#to.push(end)
    }
    this.#covered = end
  }

  /** Markup that ends something: it belongs to what stands directly before it. */
  close(start: number, end: number): void {
    if (this.#covered === start && this.#text !== '') this.#covered = end
  }

  finish(): PlainText {
    this.#covered = this.#source.length
    this.#settle()
    return { text: this.#text, from: this.#from, to: this.#to }
  }

  #settle(): void {
    for (let i = this.#last; i < this.#to.length; i++) this.#to[i] = this.#covered
  }
}
