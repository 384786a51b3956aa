import { Hono } from 'hono'
import type { WebDeps } from './ports.ts'

/** Who asks whether we are ready seldom waits longer. */
const PATIENCE_MS = 2_000

/** For machines: `/healthz` says that the process is up, `/readyz` that it can serve pages. */
export function statusPages(deps: Pick<WebDeps, 'ping' | 'editions' | 'log'>): Hono {
  const pages = new Hono()

  pages.get('/healthz', (context) => context.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' }))

  pages.get('/readyz', async (context) => {
    context.header('cache-control', 'no-store')
    try {
      await within(PATIENCE_MS, deps.ping())
      const newest = await within(PATIENCE_MS, deps.editions.latest())
      const edition = newest && { date: newest.date, complete: newest.complete }
      const warnings = await within(PATIENCE_MS, deps.editions.warnings())
      return context.json({ status: 'ok', database: 'ok', edition, ...(warnings.length > 0 ? { warnings } : {}) })
    } catch (error) {
      deps.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'not ready')
      return context.json({ status: 'unavailable', database: 'unavailable' }, 503)
    }
  })

  return pages
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
