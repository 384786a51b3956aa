/** Where a command's words go: its result on stdout, progress and errors on stderr. */
export interface Output {
  /** One JSON document with `--json`, else the text. */
  result(document: object, text: string): void
  /** Raw text on stdout, whatever the format. */
  raw(text: string): void
  /** Said at once on stderr, not part of the result. */
  note(text: string): void
  /** One line that overwrites itself; only on a terminal. */
  progress(text: string): void
  /** Wipes the progress line. */
  endProgress(): void
}

const WIPE = '\r\u001b[2K'

export function createOutput(json: boolean): Output {
  let inProgress = false
  const endProgress = () => {
    if (inProgress) process.stderr.write(WIPE)
    inProgress = false
  }
  const write = (text: string) => {
    endProgress()
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  }
  return {
    result: (document, text) => write(json ? JSON.stringify(document) : text),
    raw: write,
    note: (text) => {
      endProgress()
      process.stderr.write(`${text}\n`)
    },
    progress: (text) => {
      if (!process.stderr.isTTY) return
      inProgress = true
      process.stderr.write(`${WIPE}${text.slice(0, (process.stderr.columns ?? 80) - 1)}`)
    },
    endProgress,
  }
}

export function plural(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`
}
