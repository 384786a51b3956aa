import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Mailbox } from '../../src/lib/bounce-settings.ts'

export interface TestMail {
  source: Buffer
  seen: boolean
}

export interface TestImap {
  mailbox: Mailbox
  /** UIDs are their places, from 1 on. */
  mails: TestMail[]
  /** Cuts the connection instead of doing the command that begins so, once. */
  cutAt: string | null
  /** Open at this moment. */
  connections(): number
  close(): Promise<void>
}

/** A scripted IMAP server with one mailbox: as much of RFC 3501 as reading unseen mails takes. */
export async function startImap(password = 'pass word'): Promise<TestImap> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n')
    let pending = ''
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1')
      const lines = pending.split('\r\n')
      pending = lines.pop() ?? ''
      for (const line of lines) if (!socket.destroyed) serve(socket, line)
    })
  })

  const serve = (socket: Socket, line: string) => {
    const [, tag = '*', command = ''] = /^(\S+) (.*)$/.exec(line) ?? []
    if (imap.cutAt !== null && command.startsWith(imap.cutAt)) {
      imap.cutAt = null
      socket.destroy()
      return
    }
    const [untagged, status] = answer(command)
    socket.write(Buffer.concat([...untagged.flatMap((part) => [part, Buffer.from('\r\n')])]))
    socket.write(`${tag} ${status}\r\n`)
    if (command === 'LOGOUT') socket.end()
  }

  const answer = (command: string): [Buffer[], string] => {
    const said = (...lines: string[]) => lines.map((line) => Buffer.from(line, 'latin1'))
    const uids = /^UID (?:FETCH|STORE) (\d+)/.exec(command)?.[1]
    const mail = imap.mails[Number(uids) - 1]
    if (command.startsWith('LOGIN'))
      return [[], command.includes(`"${password}"`) ? 'OK logged in' : 'NO [AUTHENTICATIONFAILED] no such login']
    if (command.startsWith('CAPABILITY')) return [said('* CAPABILITY IMAP4rev1'), 'OK done']
    if (command.startsWith('LIST')) return [said('* LIST () "/" "INBOX"'), 'OK done']
    if (command.startsWith('SELECT'))
      return [
        said(
          '* FLAGS (\\Seen)',
          '* OK [PERMANENTFLAGS (\\Seen)] ok',
          `* ${imap.mails.length} EXISTS`,
          '* 0 RECENT',
          '* OK [UIDVALIDITY 1] ok',
          `* OK [UIDNEXT ${imap.mails.length + 1}] ok`,
        ),
        'OK [READ-WRITE] selected',
      ]
    if (command.startsWith('UID SEARCH')) {
      const unseen = imap.mails.flatMap(({ seen }, i) => (seen ? [] : [i + 1]))
      return [said(`* SEARCH ${unseen.join(' ')}`.trim()), 'OK done']
    }
    if (command.startsWith('UID FETCH') && mail) {
      const head = `* ${uids} FETCH (UID ${uids} BODY[]<0> {${mail.source.length}}\r\n`
      return [[Buffer.concat([Buffer.from(head), mail.source, Buffer.from(')')])], 'OK done']
    }
    if (command.startsWith('UID STORE') && mail) {
      mail.seen = true
      return [said(`* ${uids} FETCH (UID ${uids} FLAGS (\\Seen))`), 'OK done']
    }
    if (command === 'LOGOUT') return [said('* BYE'), 'OK bye']
    return [[], command.startsWith('NOOP') ? 'OK done' : 'BAD not here']
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const imap: TestImap = {
    mailbox: { host: '127.0.0.1', port, secure: false, user: 'bounces', password, folder: 'INBOX' },
    mails: [],
    cutAt: null,
    connections: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  return imap
}
