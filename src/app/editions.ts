import { randomBytes } from 'node:crypto'
import type { Config } from '../config.ts'
import type { EditionAlarm } from '../domain/edition-alarm.ts'
import { type EditionOverview, withExpected } from '../domain/edition-overview.ts'
import { raiseAlarms } from '../jobs/alarms.ts'
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
  /** Tells once what is amiss with the newest edition whose deadline is over. */
  raiseAlarms(): Promise<void>
  /** Resolves when mails that were begun are out. */
  settled(): Promise<void>
}

export function watchEditions({ config, store, transport, now, log }: Parts): EditionsWatch {
  const { deadlineHours, operatorEmail } = config.editions
  const inHand = new Set<Promise<void>>()
  const mail = async (to: string, { edition, detail }: EditionAlarm) => {
    const text = `${detail}.\n\nWhat became of each feed: npm run -s paperboy -- editions\nPaperboy goes on trying for a fortnight.\n`
    await transport.send(
      buildNotice({
        from: config.mailFrom,
        to,
        subject: `Paperboy: the edition ${edition} needs a look`,
        text,
        html: `<!doctype html><html lang="en"><title>Paperboy</title><pre>${escaped(text)}</pre></html>`,
        language: 'en',
        date: now(),
        messageId: `alarm.${randomBytes(12).toString('hex')}@${config.mailFrom.address.split('@').at(-1)}`,
        publicUrl: config.publicUrl,
      }),
    )
  }
  const tellOperator = (alarm: EditionAlarm) => {
    if (operatorEmail === null) return
    const sending: Promise<void> = mail(operatorEmail, alarm)
      .catch((err: unknown) => log.error({ err }, 'the operator was not told of an alarm'))
      .finally(() => inHand.delete(sending))
    inHand.add(sending)
  }
  return {
    list: async (count) => withExpected(await store.overviews.overview(count), newestEdition(now())),
    raiseAlarms: () => raiseAlarms({ alarms: store.alarms, tellOperator, deadlineHours, now, log }),
    settled: async () => {
      await Promise.all(inHand)
    },
  }
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}
