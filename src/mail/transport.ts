import type { MailMessage } from './message.ts'

/** What became of a message that was taken. */
export interface Receipt {
  /** The relay's last reply, or what was done instead. */
  response: string
  /** Path of the file, where the message was written to one. */
  where?: string
}

export interface MailTransport {
  /**
   * Resolves once the message is taken: accepted by the relay, or safely on disk.
   * @throws SendError; `classify` in smtp-error.ts says what to do about it
   */
  send(message: MailMessage): Promise<Receipt>
  /** Where mail goes, in a few words, without credentials. */
  describe(): string
  /** Finishes the messages in hand, then lets go of all connections. */
  close(): Promise<void>
}

/**
 * How far a message had come: `nowhere` without a session; `before` the relay asked for it (354), `during` its transfer, or
 * `after` its final dot, from which on the relay may have it, although it did not say so (RFC 5321 section 4.1.1.4, RFC 1047).
 */
export type Stage = 'nowhere' | 'before' | 'during' | 'after'

/** A message was not taken, or nobody knows. The cause says why, the stage how far it came. */
export class SendError extends Error {
  readonly stage: Stage

  constructor(cause: unknown, stage: Stage) {
    super('the message was not sent', { cause })
    this.name = 'SendError'
    this.stage = stage
  }
}
