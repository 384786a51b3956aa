import type { MiddlewareHandler } from 'hono'

const FIVE_MINUTES = 'public, max-age=300'

/** Lets caches keep a page that is the same for everyone who reads its language; never one that says what is wrong. */
export const publicCache: MiddlewareHandler = async (context, next) => {
  await next()
  if (!context.res.ok) return
  context.header('cache-control', FIVE_MINUTES)
  context.header('vary', 'Accept-Language')
}
