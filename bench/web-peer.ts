/**
 * What the pages are set beside: the same server (hono, as the app listens) that computes nothing, or what most would
 * do instead. Forked by web.ts in the place of web-app.ts.
 */
import { Hono } from 'hono'
import { isFirstSeen, type Paper } from '../src/domain/paper.ts'
import { createLog } from '../src/lib/log.ts'
import { openDatabase } from '../src/store/database.ts'
import { createStore } from '../src/store/store.ts'
import { listen } from '../src/web/listen.ts'

const EDITIONS = 5
const SUBSCRIBERS = 100_000

const database = await openDatabase({ url: process.env.DATABASE_URL ?? '', log: createLog('error') })
const papers = await recentPapers()
const answers = new Map<string, string>()
const peer = new Hono()

/** Only reads what was sent, and answers so many bytes. */
peer.all('/constant/:bytes', async (context) => {
  if (context.req.method === 'POST') await context.req.parseBody()
  return context.html(answerOf(context.req.param('bytes')))
})

/** One row by its key, through the driver alone. */
peer.all('/query/:bytes', async (context) => {
  if (context.req.method === 'POST') await context.req.parseBody()
  const id = 1 + Math.floor(Math.random() * SUBSCRIBERS)
  await database.pool.query('select * from subscribers where id = $1', [id])
  return context.html(answerOf(context.req.param('bytes')))
})

/** Every keyword as a regular expression, tried on every paper of the same editions, which are kept here too. */
peer.post('/regexp/:bytes', async (context) => {
  const { keywords } = await context.req.parseBody()
  let found = 0
  for (const keyword of String(keywords).split('\n')) {
    const expression = new RegExp(`\\b${keyword.replace(/[^\w ]/g, '.')}\\b`, 'i')
    for (const { title, abstract } of papers) if (expression.test(title) || expression.test(abstract)) found++
  }
  return context.html(answerOf(context.req.param('bytes')), 200, { 'x-found': String(found) })
})

const { url, close } = await listen(peer, 0)
process.send?.({ url })
process.once('disconnect', async () => {
  await close()
  await database.close()
})

async function recentPapers(): Promise<Paper[]> {
  const { editions } = createStore(database.prisma)
  const contents = await Promise.all((await editions.recent(EDITIONS)).map(({ date }) => editions.content(date)))
  return contents
    .flatMap((content) => content?.announcements ?? [])
    .filter(({ type }) => isFirstSeen(type))
    .map(({ paper }) => paper)
}

function answerOf(bytes: string): string {
  const answer = answers.get(bytes) ?? 'x'.repeat(Number(bytes))
  answers.set(bytes, answer)
  return answer
}
