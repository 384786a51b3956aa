import { Hono } from 'hono'
import type { Receipt } from '../domain/ledger.ts'
import type { Language } from '../domain/subscriber.ts'
import type { ReceiptsDictionary } from '../lib/i18n/receipts-en.ts'
import { dictionary } from '../lib/i18n.ts'
import { longDate, shortDate, stamp } from '../lib/time.ts'
import { Page } from './page.tsx'
import type { WebDeps } from './ports.ts'
import type { ReaderEnv } from './reader-env.ts'

/** About six weeks of them. */
const SHOWN = 30

/** `/m/<token>/receipts`: what became of a reader's digests. */
export function receiptPages(deps: Pick<WebDeps, 'receipts' | 'digestLink'>): Hono<ReaderEnv> {
  const pages = new Hono<ReaderEnv>()
  pages.get('/:token/receipts', async (context) => {
    const { reader, language } = context.var
    const words = dictionary(language).receipts
    const receipts = await deps.receipts(reader.id, SHOWN)
    return context.html(
      <Page language={language} title={words.title}>
        <p>{words.lead}</p>
        {receipts.length === 0 && <p class="notice">{words.empty}</p>}
        {receipts.map((receipt) => (
          <ReceiptOf
            receipt={receipt}
            language={language}
            timeZone={reader.timeZone}
            link={deps.digestLink(reader.id, receipt.id)}
          />
        ))}
        <p>
          <a href={`/m/${context.req.param('token')}`}>{words.back}</a>
        </p>
      </Page>,
    )
  })
  return pages
}

interface ReceiptProps {
  receipt: Receipt
  language: Language
  timeZone: string
  link: string
}

function ReceiptOf({ receipt, language, timeZone, link }: ReceiptProps) {
  const words = dictionary(language).receipts
  const { edition, state, dueAt } = receipt
  const due = state === 'planned' ? `, ${words.due(stamp(dueAt, timeZone))}` : ''
  return (
    <section>
      <h2>{longDate(edition, language)}</h2>
      <p>
        {words.states[state]}
        {due}
      </p>
      <ol>
        {stepsOf(receipt).map(({ at, step, reason }) => (
          <li>
            <time datetime={at.toISOString()}>{stamp(at, timeZone)}</time> {words.steps[step]}
            {reason !== null && <Reason reason={reason} language={language} />}
          </li>
        ))}
      </ol>
      {state === 'sent' && (
        <p>
          <a href={link}>{words.read}</a>
        </p>
      )}
    </section>
  )
}

interface Step {
  at: Date
  step: keyof ReceiptsDictionary['steps']
  reason: string | null
}

/** A row is planned without a reason, and again for one. Of the claims only those tell something that follow an accident. */
function stepsOf({ history }: Receipt): Step[] {
  const told = history.filter(({ state, reason }) => state !== 'claimed' || reason !== null)
  return told.map(({ at, state, reason }) => ({
    at,
    step: state === 'planned' && reason === null ? 'queued' : state,
    reason,
  }))
}

/** Ours in the reader's language; the mail server's as it spoke. */
function Reason({ reason, language }: { reason: string; language: Language }) {
  const words = dictionary(language).receipts
  const attempt = /^attempt (\d+)$/.exec(reason)?.[1]
  const takenIn = /^in the digest of (\d{4}-\d\d-\d\d)$/.exec(reason)?.[1]
  const ours =
    attempt !== undefined
      ? words.attempt(attempt)
      : takenIn !== undefined
        ? words.inDigestOf(shortDate(takenIn, language))
        : words.reasons[reason]
  return ours === undefined ? (
    <>
      {': '}
      <q lang="en">{reason}</q>
    </>
  ) : (
    <span>{`: ${ours}`}</span>
  )
}
