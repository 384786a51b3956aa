import type { Config } from '../config.ts'
import type { AlarmClaim } from '../domain/edition-alarm.ts'
import { type EditionOverview, withExpected } from '../domain/edition-overview.ts'
import { raiseAlarms, tellOperator } from '../jobs/alarms.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { newestEdition } from '../lib/time.ts'
import { buildNotice } from '../mail/message.ts'
import type { MailTransport } from '../mail/transport.ts'
import type { Store } from '../store/store.ts'

interface Parts {
  config: Config
  store: Pick<Store, 'alarms' | 'overviews'>
  transport: Pick<MailTransport, 'send'>
  now: Now
  log: Log
}

/** How the editions fare, for the operator. */
export interface EditionsWatch {
  list(count: number): Promise<EditionOverview[]>
  /** Notes once what is amiss with the newest edition whose deadline is over, and begins to mail it; nobody waits for that. */
  raiseAlarms(): Promise<void>
  /** Resolves when the mails that were begun are out, or failed. */
  settled(): Promise<void>
}

export function watchEditions({ config, store, transport, now, log }: Parts): EditionsWatch {
  const { deadlineHours, operatorEmail } = config.editions
  let telling: Promise<void> | null = null
  const mail = async (to: string, { edition, kind, detail, isOver }: AlarmClaim) => {
    const then = isOver ? 'This is over by now.' : 'Paperboy goes on trying for a fortnight.'
    const text = `${detail}.\n\nWhat became of each feed: npm run -s paperboy -- editions\n${then}\n`
    await transport.send(
      buildNotice({
        from: config.mailFrom,
        to,
        subject: `Paperboy: the edition ${edition} needs a look`,
        text,
        html: `<!doctype html><html lang="en"><title>Paperboy</title><pre>${escaped(text)}</pre></html>`,
        language: 'en',
        date: now(),
        messageId: `alarm.${kind}.${edition}@${config.mailFrom.address.split('@').at(-1)}`,
        publicUrl: config.publicUrl,
      }),
    )
  }
  const begin = (to: string) => {
    telling ??= tellOperator({ alarms: store.alarms, mail: (alarm) => mail(to, alarm), now, log })
      .catch((err: unknown) => log.error({ err }, 'what the operator is to be told could not be found out'))
      .finally(() => {
        telling = null
      })
  }
  return {
    list: async (count) => withExpected(await store.overviews.overview(count), newestEdition(now())),
    raiseAlarms: async () => {
      await raiseAlarms({ alarms: store.alarms, deadlineHours, now, log })
      if (operatorEmail !== null) begin(operatorEmail)
    },
    settled: async () => {
      await telling
    },
  }
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}
