import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/** A message as a relay sees it. */
export interface ReceivedMail {
  envelope: { from: string; to: string[] }
  /** As sent, without dot-stuffing. */
  raw: Buffer
}

export interface Answer {
  code: number
  text: string
}

/** How the server misbehaves; what is not named it does well. May be changed while it runs. */
export interface SmtpScript {
  /** Without it nobody needs to log in. */
  login?: { user: string; password: string }
  mailFrom?: Answer
  rcptTo?: Answer
  /** Instead of 250 after the final dot. */
  afterDot?: Answer | 'drop' | 'hang'
  /** Where the connection is cut without a word. */
  drop?: 'connect' | 'rcptTo' | 'middle of data'
  /** Where it never answers. */
  hang?: 'connect' | 'rcptTo'
}

export interface TestSmtp {
  url: string
  port: number
  /** Whole messages, also those that were refused after the dot. */
  received: ReceivedMail[]
  script: SmtpScript
  /** Open at this moment. */
  connections(): number
  close(): Promise<void>
}

/** A real SMTP server on a free port of 127.0.0.1. */
export async function startSmtp(script: SmtpScript = {}): Promise<TestSmtp> {
  const sockets = new Map<number | undefined, Socket>()
  const received: ReceivedMail[] = []
  const cut = (session: SMTPServerSession) => sockets.get(session.remotePort)?.destroy()

  const server = new SMTPServer({
    authOptional: script.login === undefined,
    disabledCommands: script.login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 200,
    onConnect: (session, done) => {
      if (smtp.script.drop === 'connect') cut(session)
      else if (smtp.script.hang !== 'connect') done()
    },
    onAuth: ({ username, password }, _, done) => {
      const { login } = smtp.script
      if (username === login?.user && password === login?.password) done(null, { user: username })
      else done(null, {})
    },
    onMailFrom: (_, __, done) => done(asError(smtp.script.mailFrom)),
    onRcptTo: (_, session, done) => {
      if (smtp.script.drop === 'rcptTo') cut(session)
      else if (smtp.script.hang !== 'rcptTo') done(asError(smtp.script.rcptTo))
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (smtp.script.drop === 'middle of data') cut(session)
      })
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          envelope: { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) },
          raw: Buffer.concat(chunks),
        })
        const answer = smtp.script.afterDot
        if (answer === 'drop') cut(session)
        else if (answer !== 'hang') done(asError(answer), 'taken')
      })
    },
  })
  server.on('error', () => {
    // Connections that tests cut: the client's view of them is what counts.
  })
  server.server.on('connection', (socket: Socket) => {
    const { remotePort } = socket
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo

  const smtp: TestSmtp = {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received,
    script,
    connections: () => sockets.size,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return smtp
}

function asError(answer: Answer | undefined): Error | null {
  return answer ? Object.assign(new Error(answer.text), { responseCode: answer.code }) : null
}
