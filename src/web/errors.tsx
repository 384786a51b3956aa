import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { AppError, type ErrorCode } from '../domain/errors.ts'
import type { Language } from '../domain/subscriber.ts'
import { dictionary } from '../lib/i18n.ts'
import type { Log } from '../lib/log.ts'
import { Page } from './page.tsx'

/** The one table from an error's code to an HTTP status (RFC 9110 section 15). */
const STATUS: Record<ErrorCode, ContentfulStatusCode> = {
  invalid: 400,
  not_found: 404,
  conflict: 409,
  config: 500,
  unavailable: 503,
}

/** An AppError is shown; anything else is logged whole and shown blandly. */
export function errorPage(context: Context, error: Error, language: Language, log: Log) {
  const words = dictionary(language).page
  const known = error instanceof AppError ? error : null
  if (!known) log.error({ err: error, method: context.req.method }, 'a request failed')
  return context.html(
    <Page language={language} title={words.errorTitle}>
      <p>{known ? known.message : words.errorText}</p>
    </Page>,
    known ? STATUS[known.code] : 500,
  )
}

export function notFoundPage(context: Context, language: Language) {
  const words = dictionary(language).page
  return messagePage(context, language, words.notFoundTitle, words.notFoundText, 404)
}

export function badLinkPage(context: Context, language: Language) {
  const words = dictionary(language).page
  return messagePage(context, language, words.badLinkTitle, words.badLinkText, 404)
}

/** A page of one sentence, and perhaps where to go from there. */
export function messagePage(
  context: Context,
  language: Language,
  title: string,
  text: string,
  status: ContentfulStatusCode,
  link?: { href: string; label: string },
) {
  return context.html(
    <Page language={language} title={title}>
      <p>{text}</p>
      {link && (
        <p>
          <a href={link.href}>{link.label}</a>
        </p>
      )}
    </Page>,
    status,
  )
}
