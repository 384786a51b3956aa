import type { Translation } from '../domain/digest.ts'
import type { NeededTranslation, TranslationClaim, TranslationSettlement } from '../domain/translation-work.ts'
import type { Now } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { TextOutcome, TranslationWork, Translator } from './ports.ts'

export interface TranslateDeps {
  translationWork: TranslationWork
  translator: Translator
  now: Now
  log: Log
}

export interface TranslateReport {
  /** Texts that digests wait for, and nobody had asked for yet. */
  needed: number
  translated: number
  /** No translator can do them: they stay English. */
  refused: number
  /** To be tried again later. */
  failed: number
  /** Each different reason of a failure, once. */
  reasons: string[]
}

/** A worker that is silent for so long has died: its text is anyone's again. A living one renews its lease. */
const LEASE_MS = 5 * 60_000
const RENEW_MS = 60_000
/** Waits after the 1st, 2nd, … failure, in minutes; the last goes on. A translator that says when is believed. */
const RETRY_MINUTES = [2, 5, 15, 30, 60]
const MINUTE_MS = 60_000
/** Whatever it says: a new start of the process, with a right key, forgets its pauses. To look costs nothing before. */
const LONGEST_WAIT_MS = 60 * MINUTE_MS
const REASONS_KEPT = 10

/**
 * Translates what the digests that wait hold in their readers' languages, the most urgent first; each text is asked for
 * once, whoever else does the same. Nothing waits for this: a digest goes out at its hour with what there is.
 */
export async function translateNeeded(
  deps: TranslateDeps,
  { concurrency, signal }: { concurrency: number; signal?: AbortSignal },
): Promise<TranslateReport> {
  const needed = await deps.translationWork.needed(deps.now())
  const report: TranslateReport = { needed: needed.length, translated: 0, refused: 0, failed: 0, reasons: [] }
  const queue = needed.values()
  let isBroken = false
  const lane = async () => {
    for (const one of queue) {
      if (isBroken || signal?.aborted) return
      await translateOne(deps, one, report, signal)
    }
  }
  // Every lane ends before we do: nobody may close the database under a text in hand.
  const lanes = await Promise.allSettled(
    Array.from({ length: concurrency }, () =>
      lane().catch((error: unknown) => {
        isBroken = true
        throw error
      }),
    ),
  )
  const broken = lanes.find((one) => one.status === 'rejected')
  if (broken && !signal?.aborted) throw broken.reason
  return report
}

/** Claims one text, has it translated, settles it. */
async function translateOne(
  deps: TranslateDeps,
  needed: NeededTranslation,
  report: TranslateReport,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { translationWork: work, now, log } = deps
  const claim = await work.claim(needed, now(), new Date(now().getTime() + LEASE_MS))
  if (!claim) return
  const about = { paper: claim.source.id, language: claim.language }
  const settlement = await whileRenewing(deps, claim, () => attempt(deps, claim, signal))
  if (!(await work.settle(claim, settlement, now()))) {
    log.warn(about, 'the claim of a text had passed to another worker before it was settled')
    return
  }
  if (settlement.state === 'done') report.translated++
  else {
    if (settlement.state === 'refused') report.refused++
    else report.failed++
    log.debug({ ...about, reason: settlement.reason }, `not translated, ${settlement.state}`)
    if (report.reasons.length < REASONS_KEPT && !report.reasons.includes(settlement.reason))
      report.reasons.push(settlement.reason)
  }
}

/** A language model may take its time; the text stays ours meanwhile. */
async function whileRenewing<T>(
  { translationWork, now, log }: TranslateDeps,
  claim: TranslationClaim,
  work: () => Promise<T>,
): Promise<T> {
  const renew = () =>
    translationWork
      .renew(claim, new Date(now().getTime() + LEASE_MS))
      .catch((error: unknown) => log.warn({ err: error, paper: claim.source.id }, 'a lease was not renewed'))
  const timer = setInterval(renew, RENEW_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}

async function attempt(
  { translator, now, log }: TranslateDeps,
  claim: TranslationClaim,
  signal: AbortSignal | undefined,
): Promise<TranslationSettlement> {
  const { source, language, attempts } = claim
  try {
    const [title, abstract] = await translator.translate([source.title, source.abstract], language, signal)
    return settlementOf(title, abstract, attempts, now())
  } catch (error) {
    // Told to end: the text is free at once for whoever goes on.
    if (signal?.aborted) return { state: 'waiting', reason: 'the process ended', retryAt: now() }
    log.error({ err: error, paper: source.id, language }, 'a text could not be translated')
    return waiting('internal error', attempts, Number.NaN, now())
  }
}

/** A title alone is worth showing; an abstract under a title in English is not. */
export function settlementOf(
  title: TextOutcome | undefined,
  abstract: TextOutcome | undefined,
  attempts: number,
  now: Date,
): TranslationSettlement {
  const failures = [title, abstract].filter((one) => one?.state === 'untranslated')
  const reason = failures.flatMap(({ reasons }) => reasons).join('; ') || 'no answer'
  if (!title || !abstract || failures.some(({ again }) => again)) {
    const waits = failures.flatMap(({ again, retryAfterMs }) => (again ? [retryAfterMs ?? Number.NaN] : []))
    return waiting(reason, attempts, Math.max(...waits), now)
  }
  if (title.state === 'untranslated') return { state: 'refused', reason }
  const provider = [title, abstract].find((one) => one.state === 'translated')?.provider ?? 'none'
  const translation: Translation = {
    title: title.text,
    abstract: abstract.state === 'untranslated' ? null : abstract.text,
  }
  return { state: 'done', translation, provider }
}

/** @param afterMs as the translators want it; not a number where one did not say */
function waiting(reason: string, attempts: number, afterMs: number, now: Date): TranslationSettlement {
  const usual = (RETRY_MINUTES[Math.min(attempts, RETRY_MINUTES.length) - 1] ?? 0) * MINUTE_MS
  const wait = Number.isFinite(afterMs) ? Math.min(afterMs, LONGEST_WAIT_MS) : usual
  return { state: 'waiting', reason, retryAt: new Date(now.getTime() + wait) }
}
