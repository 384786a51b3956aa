import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { digestPages } from './digest.tsx'
import { errorPage, notFoundPage } from './errors.tsx'
import { frontPage } from './front.tsx'
import { readerLanguage } from './language.ts'
import { managePages } from './manage.tsx'
import type { WebDeps } from './ports.ts'
import { STYLE_SHEET } from './styles.ts'
import { unsubscribePages } from './unsubscribe.tsx'

const MAX_BODY = 64 * 1024

/** All pages, as one fetch handler. */
export function createWeb(deps: WebDeps): Hono {
  const web = new Hono()
  web.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
      strictTransportSecurity: false,
    }),
  )
  web.use(bodyLimit({ maxSize: MAX_BODY, onError: (context) => context.text('The request is too large.\n', 413) }))
  web.get('/style.css', (context) =>
    context.body(STYLE_SHEET, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=3600' }),
  )
  web.get('/robots.txt', (context) => context.text('User-agent: *\nDisallow: /u/\nDisallow: /m/\nDisallow: /d/\n'))
  web.get('/healthz', async (context) => {
    await deps.ping()
    return context.json({ status: 'ok' })
  })
  web.route('/', frontPage())
  web.route('/u', unsubscribePages(deps))
  web.route('/m', managePages(deps))
  web.route('/d', digestPages(deps))
  web.notFound((context) => notFoundPage(context, readerLanguage(context)))
  web.onError((error, context) => errorPage(context, error, readerLanguage(context), deps.log))
  return web
}
