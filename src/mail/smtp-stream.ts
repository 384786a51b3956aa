import { Readable } from 'node:stream'

interface Watcher {
  /** The relay has asked for the message. */
  onBegin(): void
  /** Another piece is on its way. */
  onPiece(): void
  /** The last piece is; the final dot follows at once. */
  onEnd(): void
}

/** As much as nodemailer's own stages hold back: what counts as sent is hardly more than what is. */
const PIECE = 16_384

/** A message whose transfer can be watched: SMTPConnection reads it only once the relay has asked for it. */
export function messageStream(source: Buffer, { onBegin, onPiece, onEnd }: Watcher): Readable {
  let position = 0
  const stream = new Readable({
    highWaterMark: 1,
    read() {
      if (position === 0) onBegin()
      if (this.destroyed) return
      const piece = source.subarray(position, position + PIECE)
      position += piece.length
      if (piece.length > 0) onPiece()
      this.push(piece.length > 0 ? piece : null)
    },
  })
  stream.once('end', onEnd)
  return stream
}
