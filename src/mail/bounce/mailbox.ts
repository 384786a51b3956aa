import type { ImapFlow } from 'imapflow'
import { AppError } from '../../domain/errors.ts'
import type { Mailbox } from '../../lib/bounce-settings.ts'
import { isOnThisMachine } from '../../lib/relay-url.ts'
import { reasonOf } from './mailbox-error.ts'
import { MOST_BYTES } from './open-mail.ts'

/** Mails that one visit reads at most: the next visit goes on. */
const MOST_MAILS = 500
const TIMEOUT_MS = 30_000

type Take = (bytes: Uint8Array) => Promise<unknown>

/**
 * Hands over each mail that nobody has seen, and marks it as seen once it is handled. Where the process dies between the
 * two, the next visit hands it over again.
 * @param take what it throws ends the visit, and the mail stays unseen; but for AppError `invalid`: an unreadable mail
 * would come again for ever
 * @param signal ends the visit after the mail in hand
 * @returns how many were handled
 * @throws AppError `unavailable` where the mailbox can't be read
 */
export async function readMailbox(
  mailbox: Mailbox,
  take: Take,
  signal?: AbortSignal,
): Promise<{ handled: number; unreadable: number }> {
  const client = await createClient(mailbox)
  const asking: Asking = (command) => command().catch((cause: unknown) => fail(reasonOf(cause, mailbox), cause))
  try {
    await asking(() => client.connect())
    await asking(() => client.mailboxOpen(mailbox.folder))
    return await handleUnseen(client, asking, take, signal)
  } finally {
    await client.logout().catch(() => client.close())
  }
}

/** Does one command, and says of the mailbox what went wrong with it. */
type Asking = <T>(command: () => Promise<T>) => Promise<T>

async function handleUnseen(client: ImapFlow, asking: Asking, take: Take, signal?: AbortSignal) {
  const report = { handled: 0, unreadable: 0 }
  let unmarked = 0
  const unseen = await asking(() => client.search({ seen: false }, { uid: true }))
  if (!unseen) return fail('the server refuses to search it')
  for (const uid of unseen.slice(0, MOST_MAILS)) {
    if (signal?.aborted) break
    const mail = await asking(() => client.fetchOne(String(uid), { source: { maxLength: MOST_BYTES } }, { uid: true }))
    // Somebody may have deleted it meanwhile.
    const source = mail ? mail.source : undefined
    if (source === undefined) continue
    if (await isReadable(take, source)) report.handled += 1
    else report.unreadable += 1
    if (!(await asking(() => client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })))) unmarked += 1
  }
  // They come again with each visit: that changes nothing, but those behind them may never have their turn.
  if (unmarked > 0)
    fail(client.usable ? `the server refuses to mark mails as seen (${unmarked})` : 'the connection was lost')
  return report
}

async function isReadable(take: Take, source: Uint8Array): Promise<boolean> {
  try {
    await take(source)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return false
    throw error
  }
}

async function createClient(mailbox: Mailbox): Promise<ImapFlow> {
  const { host, port, secure, user, password } = mailbox
  const onThisMachine = isOnThisMachine(mailbox)
  // Most processes never read a mailbox.
  const imap = await import('imapflow')
  const client = new imap.ImapFlow({
    host,
    port,
    secure,
    auth: { user, pass: password },
    // A password never crosses a network in the clear. On this machine there is no network, and certificates are home-made.
    ...(secure || onThisMachine ? {} : { doSTARTTLS: true }),
    ...(onThisMachine ? { tls: { rejectUnauthorized: false } } : {}),
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  })
  // What goes wrong is told by the command that waits for it; an event that nobody hears would end the process.
  client.on('error', () => {})
  return client
}

function fail(reason: string, cause?: unknown): never {
  throw new AppError('unavailable', `the mailbox of BOUNCE_IMAP_URL can't be read: ${reason}`, { cause })
}
