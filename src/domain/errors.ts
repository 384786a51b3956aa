/** What kind of thing went wrong; web/ maps each to an HTTP status, cli.ts to an exit code. */
export type ErrorCode =
  /** The caller's input is wrong; the message says what, where, and what would be accepted. */
  | 'invalid'
  | 'not_found'
  | 'conflict'
  /** Settings or surroundings (a folder, a port, a variable) prevent the start. */
  | 'config'
  /** Something outside (arXiv, the mail relay, the database) does not answer as it should. */
  | 'unavailable'

/** The one error type whose message is safe to show to anyone. Everything else is "internal". */
export class AppError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
  }
}

/** User input inside an error message: short and on one line. */
export function shown(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
  // By code points: half a surrogate pair is no text, and no database takes it.
  const characters = [...line]
  return characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : line
}
