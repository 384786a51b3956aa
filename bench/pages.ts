import { createTokens } from '../src/lib/tokens.ts'
import type { Call } from './load.ts'
import { DIGEST_PAPERS, type Seeded } from './seed.ts'

/** A page as it is asked for under load. */
export interface Page {
  what: string
  call(): Call
  status: number
  /** Stands in every right answer. */
  holds: string
  /** What it is set beside: a path of web-peer.ts. */
  peer: 'constant' | 'query' | 'regexp'
  /** Requests in all, where each leaves something behind; else seconds decide. */
  amount?: number
}

/** The server's, so that links and stamps can be made here. */
export const SECRET = 'nobody-is-ever-served-with-this-secret'
const SIGN_UPS = 500

/** Every request is another reader's, from another network: the limits per network would refuse it else. */
export function pages({ stored, editionDates, digestIds, phrases }: Seeded): Page[] {
  const tokens = createTokens([SECRET])
  let asked = 0
  const post = (path: string, fields: Record<string, string>): Call => {
    asked += 1
    const network = `${1 + (asked >> 16)}.${(asked >> 8) & 255}.${asked & 255}.1`
    return {
      method: 'POST',
      path,
      headers: { 'x-forwarded-for': network },
      body: new URLSearchParams(fields).toString(),
    }
  }
  const get = (path: (asked: number) => string): Call => ({ method: 'GET', path: path(asked++) })
  const keywords = () =>
    Array.from({ length: 5 }, (_, index) => phrases[(asked * 5 + index) % phrases.length]).join('\n')
  const form = (stamp: string) => {
    const email = `alice+new${asked}@example.org`
    return { email, keywords: keywords(), language: 'en', timeZone: 'UTC', hour: '7', website: '', stamp }
  }
  const aMinuteAgo = () => tokens.stamp(new Date(Date.now() - 60_000))
  return [
    {
      what: 'GET /, the sign-up page',
      call: () => get(() => '/'),
      status: 200,
      holds: '<textarea',
      peer: 'constant',
    },
    {
      what: 'POST /preview, 5 keywords',
      call: () => post('/preview', { keywords: keywords() }),
      status: 200,
      holds: 'preview-rows',
      peer: 'regexp',
    },
    {
      what: 'POST / by a program, refused for its stamp',
      call: () => post('/', form('')),
      status: 400,
      holds: '<textarea',
      peer: 'constant',
    },
    {
      what: 'POST /, a sign-up accepted',
      call: () => post('/', form(aMinuteAgo())),
      status: 303,
      holds: '',
      peer: 'query',
      amount: SIGN_UPS,
    },
    {
      what: 'GET /editions, the latest ones',
      call: () => get(() => '/editions'),
      status: 200,
      holds: '<table',
      peer: 'query',
    },
    {
      what: 'GET /editions/<date>',
      call: () => get((n) => `/editions/${editionDates[n % editionDates.length]}`),
      status: 200,
      holds: '<table',
      peer: 'query',
    },
    {
      what: `GET /d/<token>, a digest of ${DIGEST_PAPERS} papers`,
      call: () => get((n) => `/d/${tokens.sign('read', digestIds[n % digestIds.length] ?? 0n)}`),
      status: 200,
      holds: '<article',
      peer: 'query',
    },
    {
      what: 'GET /m/<token>, the settings',
      call: () => get((n) => `/m/${tokens.sign('manage', 1 + ((n * 7_919) % stored.subscribers))}`),
      status: 200,
      holds: '<textarea',
      peer: 'query',
    },
  ]
}
