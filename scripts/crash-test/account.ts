import type { Stage } from './stage.ts'

/** What a crash test ends with; its last line. */
export interface Account {
  digests: number
  /** Distinct subscribers who have their digest. */
  received: number
  lost: number
  /** Mails beyond the first to somebody. */
  doubled: number
  kills: number
  connections: number
  /** Mails whose Message-ID is not the one that the ledger has for that subscriber. */
  foreignMessageIds: number
}

/** Counts what arrived, against the ledger. */
export async function accountOf(
  stage: Stage,
  { kills, connections }: Pick<Account, 'kills' | 'connections'>,
): Promise<Account> {
  const ledger = await stage.query<{ email: string; message_id: string | null }>(
    // Also those without a row: nobody would miss them in the ledger.
    'select email, message_id from subscribers left join digests on subscribers.id = subscriber_id',
  )
  const expected = new Map(ledger.map(({ email, message_id }) => [email, message_id]))
  const mails = stage.received()
  const receivers = new Set(mails.map(({ to }) => to))
  return {
    digests: ledger.length,
    received: receivers.size,
    lost: [...expected.keys()].filter((email) => !receivers.has(email)).length,
    doubled: mails.length - receivers.size,
    kills,
    connections,
    foreignMessageIds: mails.filter(({ to, messageId }) => expected.get(to) !== messageId).length,
  }
}

export function isSound({ lost, doubled, kills, connections, foreignMessageIds }: Account): boolean {
  return lost === 0 && doubled <= kills * connections && foreignMessageIds === 0
}

/** Two columns. */
export function table(rows: readonly (readonly [string, string | number])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`).join('')
}
