/**
 * A mail server in a process of its own, so that it can be killed: relay.ts PORT FILE MILLISECONDS
 * Writes a line of JSON to FILE for each mail, before it answers 250: what it has said that it has, it has.
 */
import { appendFileSync } from 'node:fs'
import { SMTPServer } from 'smtp-server'

// It thinks about each mail for so long at most: a kill in that time leaves the mail's fate open.
const [port = '0', file = '', thinksMs = '0'] = process.argv.slice(2)
const pause = () => (Math.random() * Number(thinksMs)) / 2

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  onData: (stream, session, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      const messageId = /^Message-ID:\s*<(.+)>/im.exec(Buffer.concat(chunks).toString('latin1'))?.[1] ?? ''
      const to = session.envelope.rcptTo[0]?.address ?? ''
      setTimeout(() => {
        appendFileSync(file, `${JSON.stringify({ to, messageId })}\n`)
        setTimeout(() => done(null, 'taken'), pause())
      }, pause())
    })
  },
})
server.on('error', () => {
  // A client that was killed cuts its connection.
})
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.server.address()
  process.stdout.write(`listening on ${typeof address === 'object' ? address?.port : address}\n`)
})
