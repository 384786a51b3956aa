import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Mailbox } from '../../src/lib/bounce-settings.ts'
import { makeCertificate } from './certificate.ts'
import { freePort } from './free-port.ts'

/** Debian's dovecot-core has the first, and only dovecot-imapd the second. */
const DOVECOT = '/usr/sbin/dovecot'
const IMAP = '/usr/lib/dovecot/imap'
/** Debian's own user and group for what is nobody's. */
const NOBODY = { id: 65_534, user: 'nobody', group: 'nogroup' }

export interface Dovecot {
  /** Without TLS from the first byte; STARTTLS is offered. */
  mailbox: Mailbox
  /** With it, by a certificate for `localhost` that nobody has signed. */
  secured: Mailbox
  /** The file with that certificate, in PEM. */
  certificate: string
  /** Gives the mailbox another password. */
  setPassword(password: string): Promise<void>
  /** Puts mails into the mailbox as a mail server does, in their order. */
  put(...mails: (string | Uint8Array)[]): void
  /** The flags of each mail, in the order in which they came, as Maildir writes them: `S` is seen. */
  flags(): string[]
  start(): Promise<void>
  /** Ends it with all its processes at once, wherever they are. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/**
 * For `describe.skipIf`: true where Dovecot can't be started, which is said aloud. Never in CI, where a missing one is a
 * failure: there the suite runs, and can't start it.
 */
export function lacksDovecot(): boolean {
  if (existsSync(IMAP) || process.env.CI === 'true') return false
  process.stderr.write(
    `\n*** NOT TESTED: a real IMAP server, since there is no ${IMAP} (apt-get install dovecot-imapd, 2.3). ***\n\n`,
  )
  return true
}

/**
 * Debian's Dovecot 2.3 with folders, ports and processes of its own, which are all one unprivileged user's: `nobody`, where
 * root starts it.
 * @param inbox a Maildir that somebody else delivers to, as that user; one of its own unless given
 */
export async function startDovecot(inbox?: string): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-dovecot-'))
  const isRoot = process.getuid?.() === 0
  const owner = isRoot
    ? NOBODY
    : { user: userInfo().username, group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim() }
  const maildir = inbox ?? join(folder, 'maildir')
  const [port, securePort] = [await freePort(), await freePort()]
  const { certificate, key } = makeCertificate(folder)
  const config = join(folder, 'dovecot.conf')
  writeFileSync(config, configuration({ folder, maildir, port, securePort, certificate, key, ...owner }))
  if (inbox === undefined) for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(maildir, name), { recursive: true })
  if (isRoot) execFileSync('chown', ['-R', `${NOBODY.id}:${NOBODY.id}`, folder])

  let running: ChildProcess | null = null
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const child = running
    running = null
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    process.kill(-child.pid, signal)
    await ended
    // Those that took its connections may outlive it for a moment.
    await waitForPort(port, false, folder)
  }
  const start = async () => {
    // A group of its own: it has processes of its own for each session, which shall end with it.
    const child = spawn(DOVECOT, ['-F', '-c', config], {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      ...(isRoot ? { uid: NOBODY.id, gid: NOBODY.id } : {}),
    })
    running = child
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk
    })
    const failed = new Promise<never>((_, reject) => {
      child.once('error', reject)
      child.once('exit', () => reject(new Error(`Dovecot ended: ${said}${logIn(folder)}`)))
    })
    // Later it may end as it likes.
    failed.catch(() => {})
    await Promise.race([failed, waitForPort(port, true, folder)])
  }
  const stop = async () => {
    await end('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }

  const mailbox = { host: '127.0.0.1', port, secure: false, user: 'bounces', password: 'pass word', folder: 'INBOX' }
  const writePassword = (password: string) => writeFileSync(join(folder, 'users'), `bounces:{PLAIN}${password}\n`)
  writePassword(mailbox.password)
  await start().catch(async (error: unknown) => {
    await stop()
    throw error
  })
  let put = 0
  return {
    mailbox,
    secured: { ...mailbox, port: securePort, secure: true },
    certificate,
    setPassword: async (password) => {
      writePassword(password)
      // Running, it would look at that file once a second at most.
      await end('SIGTERM')
      await start()
    },
    put: (...mails) => {
      for (const mail of mails) {
        put += 1
        // Dovecot numbers mails by these names, and must never see half a mail.
        const name = `1700000000.M${String(put).padStart(6, '0')}.test`
        writeFileSync(join(maildir, 'tmp', name), mail)
        if (isRoot) chownSync(join(maildir, 'tmp', name), NOBODY.id, NOBODY.id)
        renameSync(join(maildir, 'tmp', name), join(maildir, 'new', name))
      }
    },
    flags: () =>
      [...readdirSync(join(maildir, 'new')), ...readdirSync(join(maildir, 'cur'))]
        .sort()
        .map((name) => name.split(':2,')[1] ?? ''),
    start,
    kill: () => end('SIGKILL'),
    stop,
  }
}

interface Settings {
  folder: string
  maildir: string
  port: number
  securePort: number
  certificate: string
  key: string
  user: string
  group: string
}

function configuration(settings: Settings): string {
  const { folder, maildir, port, securePort, certificate, key, user, group } = settings
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
mail_location = maildir:${maildir}
ssl_cert = <${certificate}
ssl_key = <${key}
# Who comes with a wrong password is not kept waiting.
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${folder}
}
service anvil {
  # Only root can have one.
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${securePort}
  }
}
`
}

function logIn(folder: string): string {
  return existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : ''
}

/** Waits until somebody listens at a port, or nobody does any more. */
async function waitForPort(port: number, isOpen: boolean, folder: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const socket = connect(port, '127.0.0.1')
      const answers = await once(socket, 'connect').then(
        () => true,
        () => false,
      )
      socket.destroy()
      if (answers !== isOpen) throw new Error(`Dovecot ${isOpen ? 'does not answer' : 'lives on'}: ${logIn(folder)}`)
    },
    { timeout: 10_000, interval: 10 },
  )
}
