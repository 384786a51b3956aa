import type { Config } from '../config.ts'
import { type BounceDeps, type BounceReport, takeBounce } from '../jobs/bounces.ts'
import type { Task } from '../jobs/schedule.ts'
import { addressNumber } from '../lib/address.ts'
import type { CaselessPurpose, Tokens } from '../lib/tokens.ts'
import { readMailbox } from '../mail/bounce/mailbox.ts'
import { readBounce } from '../mail/bounce/read-bounce.ts'
import { returnPath } from '../mail/bounce/verp.ts'
import type { RunStore } from '../store/runs.ts'

/** Envelopes' senders, which bounces come back to; undefined where they go to the sender's address. */
export interface ReturnPaths {
  ofDigest(id: bigint): string | undefined
  ofNotice(to: string): string | undefined
}

export function returnPaths({ bounces }: Config, tokens: Tokens): ReturnPaths {
  const { address } = bounces
  const path = (purpose: CaselessPurpose, id: bigint) =>
    address === null ? undefined : returnPath(address, tokens.signCaseless(purpose, id))
  return { ofDigest: (id) => path('bounce', id), ofNotice: (to) => path('notice', addressNumber(to)) }
}

export interface BounceDesk {
  /**
   * Acts upon one mail that came to the bounce address.
   * @param recipient whom it came to, as the mail server says
   * @throws AppError `invalid` for bytes that are no mail
   */
  take(bytes: Uint8Array, recipient?: string): Promise<BounceReport>
  /** The visit to the mailbox, where there is one and the last visit lies five minutes behind. */
  due(): Promise<Task[]>
  /** Acts upon what is new in the mailbox. */
  visit(signal: AbortSignal): Promise<{ handled: number; unreadable: number }>
}

type Parts = Omit<BounceDeps, 'read'> & { runs: Pick<RunStore, 'last'> }

/** Between two visits to the mailbox. */
const VISIT_MS = 5 * 60_000

export function wireBounces({ bounces, mailFrom }: Config, deps: Parts): BounceDesk {
  // Without a bounce address nothing was sent with a token: every mail is then one without.
  const address = bounces.address ?? mailFrom.address
  const wired = { ...deps, read: (bytes: Uint8Array, recipient?: string) => readBounce(bytes, address, recipient) }
  const { mailbox } = bounces
  return {
    take: (bytes, recipient) => takeBounce(wired, bytes, recipient),
    due: async () => {
      const last = mailbox && (await deps.runs.last('bounces'))
      const isDue = mailbox && (!last || deps.now().getTime() - last.startedAt.getTime() >= VISIT_MS)
      return isDue ? [{ name: 'bounces' }] : []
    },
    visit: async (signal) =>
      mailbox ? readMailbox(mailbox, (bytes) => takeBounce(wired, bytes), signal) : { handled: 0, unreadable: 0 },
  }
}
