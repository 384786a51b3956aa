import type { MiddlewareHandler } from 'hono'
import { dictionary } from '../lib/i18n.ts'
import { messagePage } from './errors.tsx'
import { readerLanguage } from './language.ts'

/**
 * Refuses forms that another site sends. Sec-Fetch-Site decides where the browser gives it; older ones, and plain HTTP,
 * have Origin alone. Without either it is no browser, and nobody's session is at stake.
 * @param publicUrl where a proxy may rewrite Host, the name that browsers know us by
 * @param opaque whether `Origin: null` passes: pages with `no-referrer` send it to themselves
 */
export function sameOrigin({ publicUrl, opaque }: { publicUrl: string | null; opaque: boolean }): MiddlewareHandler {
  const publicHost = publicUrl === null ? null : new URL(publicUrl).host
  const isOurs = (origin: string, host: string) => {
    if (origin === 'null') return opaque
    return URL.canParse(origin) && [host, publicHost].includes(new URL(origin).host)
  }
  return async (context, next) => {
    const { method, url } = context.req
    if (method === 'GET' || method === 'HEAD') return next()
    const site = context.req.header('sec-fetch-site')
    const origin = context.req.header('origin')
    const allowed = site ? site === 'same-origin' || site === 'none' : !origin || isOurs(origin, new URL(url).host)
    if (allowed) return next()
    const language = readerLanguage(context)
    const words = dictionary(language).signUp
    return messagePage(context, language, words.foreignTitle, words.foreignText, 403)
  }
}
