import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { contextStorage } from 'hono/context-storage'
import { secureHeaders } from 'hono/secure-headers'
import { dictionary } from '../lib/i18n.ts'
import { aboutPages } from './about.tsx'
import { addressPages } from './address.tsx'
import { CLIENT_SCRIPT } from './client.ts'
import { confirmPages } from './confirm.tsx'
import { digestPages } from './digest.tsx'
import { editionPages } from './editions.tsx'
import { errorPage, messagePage, notFoundPage } from './errors.tsx'
import { readerLanguage } from './language.ts'
import { managePages } from './manage.tsx'
import { FAVICON } from './page.tsx'
import type { WebDeps } from './ports.ts'
import { sameOrigin } from './same-origin.ts'
import { settingsLinkPages } from './settings-link.tsx'
import { signUpPages } from './signup.tsx'
import { statusPages } from './status.ts'
import { STYLE_SHEET } from './styles.ts'
import { unsubscribePages } from './unsubscribe.tsx'
import { wellKnownFiles } from './well-known.ts'

/** A hundred of the longest keywords, in Chinese and percent-encoded, are 110 KB. */
const MAX_BODY = 160 * 1024

/** A year, as RFC 6797 suggests; not for subdomains, which may be somebody else's. */
const HSTS = 'max-age=31536000'

export interface WebSettings {
  /** Where readers reach these pages; null where it is not known. */
  publicUrl: string | null
  /** How many of our own proxies stand before us. */
  trustProxy: number
}

/** All pages, as one fetch handler. */
export function createWeb(deps: WebDeps, settings: WebSettings = { publicUrl: null, trustProxy: 0 }): Hono {
  const { publicUrl, trustProxy } = settings
  const web = new Hono()
  web.use(contextStorage())
  web.use('/', async (context, next) => {
    await next()
    // With no-referrer, browsers send the form itself with `Origin: null`, as if it were another site's.
    context.header('referrer-policy', 'same-origin')
  })
  web.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
      strictTransportSecurity: publicUrl?.startsWith('https://') ? HSTS : false,
    }),
  )
  web.use(
    bodyLimit({
      maxSize: MAX_BODY,
      onError: (context) => {
        const language = readerLanguage(context)
        const words = dictionary(language).page
        return messagePage(context, language, words.tooLargeTitle, words.tooLargeText, 413)
      },
    }),
  )
  web.get('/style.css', (context) =>
    context.body(STYLE_SHEET, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=3600' }),
  )
  web.get('/app.js', (context) =>
    context.body(CLIENT_SCRIPT, 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'max-age=3600',
    }),
  )
  web.get('/favicon.svg', (context) =>
    context.body(FAVICON, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=86400' }),
  )
  web.get('/robots.txt', (context) =>
    context.text('User-agent: *\nDisallow: /c/\nDisallow: /u/\nDisallow: /m/\nDisallow: /a/\nDisallow: /d/\n'),
  )
  web.route('/', statusPages(deps))
  web.route('/.well-known', wellKnownFiles(deps, publicUrl))
  web.use('/', sameOrigin({ publicUrl, opaque: false }))
  web.use('/preview', sameOrigin({ publicUrl, opaque: false }))
  web.use('/c/*', sameOrigin({ publicUrl, opaque: true }))
  web.use('/m/*', sameOrigin({ publicUrl, opaque: true }))
  web.use('/a/*', sameOrigin({ publicUrl, opaque: true }))
  web.use('/u/*/undo', sameOrigin({ publicUrl, opaque: true }))
  web.use('/link', sameOrigin({ publicUrl, opaque: true }))
  web.route('/', signUpPages(deps, trustProxy))
  web.route('/', aboutPages(deps))
  web.route('/editions', editionPages(deps))
  web.route('/c', confirmPages(deps))
  web.route('/u', unsubscribePages(deps))
  web.route('/m', managePages(deps))
  web.route('/a', addressPages(deps))
  web.route('/link', settingsLinkPages(deps, trustProxy))
  web.route('/d', digestPages(deps))
  web.notFound((context) => notFoundPage(context, readerLanguage(context)))
  web.onError((error, context) => errorPage(context, error, readerLanguage(context), deps.log))
  return web
}
