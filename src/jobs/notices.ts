import type { Notice } from '../domain/notice.ts'
import { addressNumber } from '../lib/address.ts'
import type { Log } from '../lib/log.ts'
import { type Limits, NOTICES_TO_ADDRESS } from './limits.ts'

export interface NoticeDesk {
  /**
   * Sends a notice, unless the address had its mails already. The caller does not wait, and learns nothing: neither words
   * nor time tell whether an address is known.
   * @param write what the mail says; what it changes on the way is not done for an address that had its mails
   */
  post(to: string, write: () => Promise<Notice>): void
  /** Sends a notice that somebody must get, whatever else they got. Not waited for either. */
  mustPost(notice: Notice): void
  /** Other work whose end nobody waits for. */
  begin(what: string, work: Promise<unknown>): void
  /** Resolves when what was begun is done. */
  settled(): Promise<void>
}

interface NoticeDeskDeps {
  limits: Pick<Limits, 'take'>
  sendNotice(notice: Notice): Promise<void>
  log: Log
}

export function createNoticeDesk({ limits, sendNotice, log }: NoticeDeskDeps): NoticeDesk {
  const inHand = new Set<Promise<unknown>>()
  const begin = (what: string, work: Promise<unknown>) => {
    const guarded = work
      .catch((error: unknown) => log.error({ err: error }, what))
      .finally(() => inHand.delete(guarded))
    inHand.add(guarded)
  }
  const mayPost = async (to: string) => {
    for (const limit of NOTICES_TO_ADDRESS)
      if (!(await limits.take(limit, keyOf(addressNumber(to))))) {
        log.info({ limit: limit.name }, 'an address had its mails already, and gets no other now')
        return false
      }
    return true
  }
  return {
    post: (to, write) => {
      const work = async () => {
        if (await mayPost(to)) await sendNotice(await write())
      }
      begin('a notice was not sent', work())
    },
    mustPost: (notice) => begin('a notice was not sent', sendNotice(notice)),
    begin,
    settled: async () => {
      await Promise.all(inHand)
    },
  }
}

/**
 * Lets an address have no notice for a while, as if it had had its mails: nobody who asks for one learns of it.
 * @param address its number
 */
export async function holdNotices(limits: Pick<Limits, 'hold'>, address: bigint, seconds: number): Promise<void> {
  await limits.hold(NOTICES_TO_ADDRESS[1], keyOf(address), seconds)
}

function keyOf(address: bigint): string {
  return address.toString(36)
}
