import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { makeCertificate } from './certificate.ts'
import { freePort } from './free-port.ts'

const POSTFIX = '/usr/sbin/postfix'
/** Debian's own user for mailboxes that are nobody's. */
const NOBODY = 65_534

export interface Postfix {
  /** Takes mail from this machine, over STARTTLS alone. */
  url: string
  /** A mailbox's folder, a Maildir. */
  maildir(name: string): string
  /** Waits until a mailbox holds so many mails that nobody has read, and reads them. */
  mailsIn(name: string, count: number): Promise<Buffer[]>
  /** Waits until nothing is on its way any more. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/**
 * For `describe.skipIf`: true where Postfix can't be started, which is said aloud. Never in CI, where a missing one is a
 * failure: there the suite runs, and can't start it.
 */
export function lacksPostfix(): boolean {
  const isRoot = process.getuid?.() === 0
  if ((existsSync(POSTFIX) && isRoot) || process.env.CI === 'true') return false
  const why = isRoot ? 'postfix is not installed (apt-get install it)' : 'it can only be started by root'
  process.stderr.write(`\n*** NOT TESTED: a real mail server's own bounces, since ${why}. ***\n\n`)
  return true
}

/**
 * Debian's Postfix with folders, ports and processes of its own. It takes mail for any name at `domain`, has mailboxes for
 * the given ones (and what follows a "+" there), and bounces what it took for others.
 * @param failing names that fail for another reason than that nobody has them: as transport(5) says it, such as
 * `error:5.2.2 mailbox full`, or `retry:4.4.1 no answer`, which is given up after the first try
 */
export async function startPostfix(
  domain: string,
  mailboxes: readonly string[],
  failing: Readonly<Record<string, string>> = {},
): Promise<Postfix> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-postfix-'))
  // Its processes run as a user of their own, which must be able to come here.
  chmodSync(folder, 0o755)
  const port = await freePort()
  for (const name of ['etc', 'queue', 'data', 'mail']) mkdirSync(join(folder, name))
  execFileSync('chown', ['postfix', join(folder, 'data')])
  execFileSync('chown', [`${NOBODY}:${NOBODY}`, join(folder, 'mail')])
  makeCertificate(join(folder, 'etc'))
  writeFileSync(join(folder, 'etc/mailboxes'), mailboxes.map((name) => `${name}@${domain} ${name}/\n`).join(''))
  const transports = Object.entries(failing).map(([name, how]) => `${name}@${domain} ${how}\n`)
  writeFileSync(join(folder, 'etc/transports'), transports.join(''))
  writeFileSync(join(folder, 'etc/main.cf'), mainCf(folder, domain))
  writeFileSync(join(folder, 'etc/master.cf'), masterCf(port))
  const postfix = (command: string) => spawnSync(POSTFIX, ['-c', join(folder, 'etc'), command], { encoding: 'utf8' })
  const stop = async () => {
    // `postfix stop` does the same, and sleeps for a second.
    const master = masterOf(folder)
    if (master !== null && isAlive(master)) process.kill(master, 'SIGTERM')
    await vi.waitFor(() => {
      if (isAlive(master)) throw new Error('Postfix is still running')
    }, 10_000)
    rmSync(folder, { recursive: true, force: true })
  }
  const started = postfix('start')
  if (started.status !== 0) {
    await stop()
    throw new Error(`Postfix did not start: ${started.stdout}${started.stderr}`)
  }
  const maildir = (name: string) => join(folder, 'mail', name)
  const log = () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : '')
  return {
    url: `smtp://127.0.0.1:${port}`,
    maildir,
    mailsIn: (name, count) =>
      vi.waitFor(
        () => {
          const inbox = join(maildir(name), 'new')
          const files = existsSync(inbox) ? readdirSync(inbox).sort() : []
          if (files.length < count) throw new Error(`${name} has ${files.length} mails, not ${count}:\n${log()}`)
          return files.map((file) => readFileSync(join(inbox, file)))
        },
        { timeout: 10_000, interval: 50 },
      ),
    idle: () =>
      vi.waitFor(
        () => {
          const waiting = ['incoming', 'active', 'deferred', 'maildrop'].flatMap((queue) =>
            readdirSync(join(folder, 'queue', queue), { recursive: true, withFileTypes: true }).filter((entry) =>
              entry.isFile(),
            ),
          )
          if (waiting.length > 0) throw new Error(`${waiting.length} mails are on their way:\n${log()}`)
        },
        { timeout: 10_000, interval: 50 },
      ),
    stop,
  }
}

function mainCf(folder: string, domain: string): string {
  const settings = {
    compatibility_level: '3.6',
    queue_directory: `${folder}/queue`,
    data_directory: `${folder}/data`,
    maillog_file: `${folder}/log`,
    maillog_file_prefixes: folder,
    myhostname: `mx.${domain}`,
    mydestination: '',
    alias_maps: '',
    alias_database: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.1/32',
    smtpd_recipient_restrictions: 'permit_mynetworks, reject',
    // An unknown name is found out when the mail is to be delivered: it is Postfix itself that sends it back.
    smtpd_reject_unlisted_recipient: 'no',
    smtpd_tls_security_level: 'encrypt',
    smtpd_tls_cert_file: `${folder}/etc/cert.pem`,
    smtpd_tls_key_file: `${folder}/etc/key.pem`,
    smtpd_tls_received_header: 'yes',
    recipient_delimiter: '+',
    transport_maps: `texthash:${folder}/etc/transports`,
    maximal_queue_lifetime: '0',
    virtual_mailbox_domains: domain,
    virtual_mailbox_base: `${folder}/mail`,
    virtual_mailbox_maps: `texthash:${folder}/etc/mailboxes`,
    virtual_uid_maps: `static:${NOBODY}`,
    virtual_gid_maps: `static:${NOBODY}`,
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('')
}

/** Only what takes mail, puts it into mailboxes, and sends it back. */
function masterCf(port: number): string {
  return [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'virtual unix - n n - - virtual',
    'anvil unix - - n - 1 anvil',
    'proxymap unix - - n - - proxymap',
    'scache unix - - n - 1 scache',
    'postlog unix-dgram n - n - 1 postlogd',
    '',
  ].join('\n')
}

function masterOf(folder: string): number | null {
  const file = join(folder, 'queue/pid/master.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) || null : null
}

function isAlive(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 0)
  } catch {
    return false
  }
}
