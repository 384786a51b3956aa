import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import tlsOptions from 'smtp-server/lib/tls-options.js'

/** Where a scripted server may misbehave, in the order of a conversation. */
export const VERBS = [
  'connect',
  'EHLO',
  'STARTTLS',
  'AUTH',
  'MAIL FROM',
  'RCPT TO',
  'DATA',
  'final dot',
  'RSET',
  'QUIT',
] as const
export type Verb = (typeof VERBS)[number]

/**
 * What it does there instead: a reply, or `drop` (cuts the connection), `hang` (never answers), `garbage`, and `accept and
 * drop`: does what was asked, then cuts the connection before it says so.
 */
export type Deed = `${number} ${string}` | `${number}` | 'drop' | 'hang' | 'garbage' | 'accept and drop'

export interface ScriptedSmtp {
  url: string
  port: number
  /** Message-IDs of the mails that were taken, in order; what was said about it is another matter. */
  taken: string[]
  /** Every command's verb, by connection, in order. */
  conversations: Verb[][]
  /** Misbehaves once more at a verb, from now on. */
  misbehave(verb: Verb, deed: Deed, times?: number): void
  /** The bytes of each whole message as they came, the dots still stuffed. */
  raw: Buffer[]
  /** Cuts all connections, as a relay does that is tired of idle ones; with a last word where there is one. */
  cutAll(word?: string): void
  connections(): number
  close(): Promise<void>
}

interface Skills {
  /** Lines of EHLO after the first. */
  extensions?: string[]
  /** Offers STARTTLS, with a certificate that nobody knows. */
  tls?: boolean
  /** One that the system chooses, unless given. */
  port?: number
}

/** An SMTP server in plain sockets, that does at each verb what it is told to. */
export async function startScriptedSmtp({
  extensions = ['PIPELINING'],
  tls = false,
  port: wanted = 0,
}: Skills = {}): Promise<ScriptedSmtp> {
  const sockets = new Set<Socket>()
  const script: { verb: Verb; deed: Deed; times: number }[] = []
  const smtp: Pick<ScriptedSmtp, 'taken' | 'conversations' | 'raw'> = { taken: [], conversations: [], raw: [] }

  const deedAt = (verb: Verb): Deed | null => {
    const line = script.find((one) => one.verb === verb && one.times > 0)
    if (!line) return null
    line.times -= 1
    return line.deed
  }

  const serve = (plain: Socket) => {
    sockets.add(plain)
    plain.on('close', () => sockets.delete(plain))
    plain.on('error', () => {
      // The client went away first: it may.
    })
    const said: Verb[] = []
    smtp.conversations.push(said)
    let socket: Socket = plain
    let buffer = Buffer.alloc(0)
    let recipients = 0
    let inData = false

    /** @returns whether all went well */
    const at = (verb: Verb, reply: string, accept: () => void = () => {}): boolean => {
      said.push(verb)
      const deed = deedAt(verb)
      if (deed === 'hang') return false
      if (deed === 'drop' || deed === 'accept and drop') {
        if (deed === 'accept and drop') accept()
        plain.destroy()
        return false
      }
      if (deed !== null) {
        socket.write(deed === 'garbage' ? 'quack quack\r\n' : `${deed}\r\n`)
        // What RFC 5321 section 3.8 asks of whoever says 421.
        if (deed.startsWith('421')) end()
        return false
      }
      accept()
      socket.write(reply)
      return true
    }

    /** What comes after the last word is not heard. */
    const end = () => {
      socket.removeListener('data', read)
      buffer = Buffer.alloc(0)
      socket.end()
    }

    const command = (line: string) => {
      const [verb = ''] = line.toUpperCase().split(' ')
      if (verb === 'EHLO') {
        const offers = [...extensions, ...(tls && socket === plain ? ['STARTTLS'] : []), 'AUTH PLAIN']
        const lines = ['scripted.example.org', ...offers]
        at('EHLO', lines.map((text, i) => `250${i < lines.length - 1 ? '-' : ' '}${text}\r\n`).join(''))
      } else if (verb === 'HELO') at('EHLO', '250 scripted.example.org\r\n')
      else if (verb === 'STARTTLS' && tls) {
        if (at('STARTTLS', '220 go ahead\r\n')) upgrade()
      } else if (verb === 'AUTH') at('AUTH', '235 2.7.0 welcome\r\n')
      else if (verb === 'MAIL') {
        recipients = 0
        at('MAIL FROM', '250 2.1.0 ok\r\n')
      } else if (verb === 'RCPT') {
        if (at('RCPT TO', '250 2.1.5 ok\r\n')) recipients += 1
      } else if (verb === 'DATA') {
        if (recipients === 0) {
          said.push('DATA')
          socket.write('554 5.5.1 no valid recipients\r\n')
        } else inData = at('DATA', '354 go ahead\r\n', () => {})
      } else if (verb === 'RSET') at('RSET', '250 2.0.0 ok\r\n')
      else if (verb === 'QUIT') {
        if (at('QUIT', '221 2.0.0 bye\r\n')) end()
      } else socket.write('500 5.5.2 what?\r\n')
    }

    const message = (content: Buffer) => {
      smtp.raw.push(content)
      const id = /^Message-ID: <([^>]+)>/im.exec(content.toString('latin1'))?.[1] ?? ''
      at('final dot', '250 2.0.0 taken\r\n', () => smtp.taken.push(id))
    }

    const read = (chunk: Buffer) => {
      buffer = Buffer.concat([buffer, chunk])
      for (;;) {
        const end = buffer.indexOf(inData ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const part = buffer.subarray(0, end + (inData ? 2 : 0))
        buffer = buffer.subarray(end + (inData ? 5 : 2))
        if (inData) {
          inData = false
          message(part)
        } else command(part.toString('latin1'))
      }
    }

    const upgrade = () => {
      plain.removeListener('data', read)
      const secured = new TLSSocket(plain, { ...tlsOptions(), isServer: true })
      secured.on('error', () => plain.destroy())
      secured.on('data', read)
      socket = secured
    }

    plain.on('data', read)
    at('connect', '220 scripted.example.org ESMTP\r\n')
  }

  const server = createServer(serve)
  server.listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ...smtp,
    url: `smtp://127.0.0.1:${port}`,
    port,
    misbehave: (verb, deed, times = 1) => {
      script.push({ verb, deed, times })
    },
    cutAll: (word) => {
      for (const socket of sockets) {
        if (word) socket.end(`${word}\r\n`)
        else socket.destroy()
      }
    },
    connections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
