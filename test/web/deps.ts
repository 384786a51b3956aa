import { AppError } from '../../src/domain/errors.ts'
import type { KeywordPreview } from '../../src/domain/keyword-preview.ts'
import type { Receipt } from '../../src/domain/ledger.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import { changedMeanwhile, type Subscriber } from '../../src/domain/subscriber.ts'
import { parseChanges, parseSearched, parseSubscription } from '../../src/jobs/subscribe.ts'
import { createLog } from '../../src/lib/log.ts'
import type { SignUpForm, WebDeps } from '../../src/web/ports.ts'
import { EDITIONS } from '../support/editions.ts'
import { searchFor } from '../support/keywords.ts'
import { sampleDigest } from './digest-sample.ts'

export const ALICE: Subscriber = {
  id: 1,
  email: 'alice@example.org',
  state: 'pending',
  language: 'en',
  ...defaultReading('en'),
  timeZone: 'Europe/Madrid',
  hour: 7,
  keywords: searchFor(['diffusion policy', 'k-means']),
  weekday: null,
  emptyMail: false,
  replacements: false,
  pausedUntil: null,
  suppressed: null,
}

/** What `back` once looked for. */
const FORMER = searchFor(['robot', 'tea ceremonies', 'electroencephalographically-conditioned-transformer'])

const NOW = new Date('2026-05-12T09:30:00Z')

/** With an answer as long, and as little broken by blanks, as relays have them. */
const RECEIPTS: Receipt[] = [
  {
    id: 1n,
    edition: '2026-05-11',
    state: 'sent',
    dueAt: NOW,
    history: [
      { at: NOW, state: 'planned', reason: null },
      { at: NOW, state: 'handing over', reason: 'attempt 1' },
      { at: NOW, state: 'sent', reason: `250 2.0.0 Ok: queued as ${'4XyZ-wVuT'.repeat(12)}` },
    ],
  },
  {
    id: 2n,
    edition: '2026-05-08',
    state: 'planned',
    dueAt: NOW,
    history: [{ at: NOW, state: 'planned', reason: null }],
  },
]

export interface Recorded {
  requests: SignUpForm[]
  confirmed: string[]
  networks: string[]
}

/** Pages before a world of values: stamps are their age in milliseconds, tokens are words, settings change under a form made `before`. */
export function webDeps(changes: Partial<WebDeps> = {}): { deps: WebDeps; recorded: Recorded } {
  const recorded: Recorded = { requests: [], confirmed: [], networks: [] }
  const byToken = (token: string) => {
    if (token === 'alice') return recorded.confirmed.length > 0 ? { ...ALICE, state: 'active' as const } : ALICE
    if (token === 'chen') return { ...ALICE, email: 'chen@example.org', language: 'zh' as const }
    return token === 'old' ? ('expired' as const) : null
  }
  const deps: WebDeps = {
    signUp: {
      request: async (form) => {
        parseSubscription(form)
        recorded.requests.push(form)
      },
      pending: async (token) => {
        const reader = byToken(token === 'back' ? 'alice' : token)
        if (reader === null || reader === 'expired') return reader
        return { subscriber: reader, replaced: token === 'back' ? FORMER : [] }
      },
      confirm: async (token) => {
        const reader = byToken(token)
        if (reader !== null && reader !== 'expired') recorded.confirmed.push(token)
        return reader === null || reader === 'expired' ? reader : { ...reader, state: 'active' }
      },
    },
    previewKeywords: async (keywords) => parseSearched(keywords).map(found),
    admit: async (_, network) => {
      recorded.networks.push(network)
      return true
    },
    formStamp: { make: () => 'new', age: (stamp) => (/^\d+$/.test(stamp) ? Number(stamp) : null) },
    categories: ['cs.AI', 'cs.RO'],
    languages: async () => ['zh', 'es', 'ar'],
    tokens: {
      verify: (purpose, token) => {
        if (purpose === 'read' && token === 'chen') return 2n
        if (purpose === 'manage' && token === 'bounced') return 3n
        return ['manage', 'unsubscribe', 'read'].includes(purpose) && token === 'alice' ? 1n : null
      },
    },
    subscriber: async (id) => {
      if (id === 3) return { ...ALICE, id, state: 'active', suppressed: { since: NOW, reason: '5.1.1 no such user' } }
      return id === 1 ? { ...ALICE, state: 'active' } : null
    },
    change: async (_, form, madeFrom) => {
      parseChanges(form, NOW)
      if (madeFrom === 'before') throw changedMeanwhile()
    },
    muteKeyword: async () => {},
    addresses: {
      request: async (reader, email) => {
        if (!email.includes('@')) throw new AppError('invalid', `"${email}" is not an email address`)
        return email === reader.email ? 'same' : 'asked'
      },
      pending: async (token) =>
        token === 'alice' ? { subscriber: ALICE, email: 'alice@example.com' } : token === 'old' ? 'expired' : null,
      confirm: async (token) =>
        token === 'alice' ? { subscriber: ALICE, email: 'alice@example.com' } : token === 'taken' ? 'taken' : null,
    },
    sendSettingsLink: async (email) => {
      if (!email.includes('@')) throw new AppError('invalid', `"${email}" is not an email address`)
    },
    personalData: async () => ({}),
    receipts: async () => RECEIPTS,
    digestLink: () => 'https://paperboy.example.org/d/alice',
    resume: async () => {},
    trust: async () => {},
    forget: async () => {},
    unsubscribe: async () => {},
    digest: async (id) => sampleDigest(id === 2n ? 'zh' : 'en'),
    textRendition: () => '',
    exports: { bib: () => '', ris: () => '', json: () => '' },
    manageLink: () => 'https://paperboy.example.org/m/alice',
    unsubscribeLink: () => 'https://paperboy.example.org/u/alice',
    editions: EDITIONS,
    operator: { contact: 'chen+help@example.org', postalAddress: '1 Example Street, Sampleton', relay: true },
    now: () => NOW,
    ping: async () => {},
    log: createLog('silent'),
    ...changes,
  }
  return { deps, recorded }
}

const DAYS = ['2026-05-05', '2026-05-06', '2026-05-07', '2026-05-08', '2026-05-11']
const MATCHES: Record<string, number[]> = {
  'diffusion policy': [3, 0, 5, 12, 7],
  'language model': [81, 92, 75, 88, 141],
  gardening: [0, 0, 0, 0, 0],
}

function found(keyword: string): KeywordPreview {
  const matched = MATCHES[keyword] ?? [1, 2, 0, 1, 3]
  const title = `On the limits of ${keyword} where robots learn from few demonstrations`
  return {
    keyword,
    counts: DAYS.map((edition, i) => ({ edition, matched: matched[i] ?? 0, announced: 1_097 })),
    newest: matched.some(Boolean)
      ? [1, 2, 3].map((number) => ({ id: `2613.0000${number}`, title, spans: [[17, 17 + keyword.length]] }))
      : [],
    warning: keyword === 'gardening' ? 'nothing' : keyword === 'language model' ? 'tooMany' : null,
  }
}
