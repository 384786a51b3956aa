import { getEventListeners } from 'node:events'
import { createGzip, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { type ArxivClient, type ArxivClientOptions, createArxivClient } from '../../src/arxiv/client.ts'
import { AppError } from '../../src/domain/errors.ts'
import { createLog } from '../../src/lib/log.ts'
import { localLimiter } from './support/local-limiter.ts'
import { answer, refuse, type ScriptedServer, scriptedServer } from './support/scripted-server.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

async function server(...script: Parameters<typeof scriptedServer>): Promise<ScriptedServer> {
  const made = await scriptedServer(...script)
  open.push(made)
  return made
}

interface ClientOptions extends Partial<ArxivClientOptions> {
  minIntervalMs?: number
  elapsed?: () => number
}

function client({ minIntervalMs, elapsed, ...options }: ClientOptions = {}): ArxivClient {
  const made = createArxivClient({
    userAgent: 'Paperboy/0 (test)',
    limiter: localLimiter(minIntervalMs, elapsed),
    log: createLog('silent'),
    ...options,
    limits: { backoffMs: 1, ...options.limits },
  })
  open.push(made)
  return made
}

/** Time that passes only by sleeping, and remembers each sleep. */
function fakeTime(start = '2026-05-11T04:00:00Z') {
  let ms = 0
  const waits: number[] = []
  const sleep = async (wait: number) => {
    waits.push(wait)
    ms += wait
  }
  return { waits, sleep, elapsed: () => ms, now: () => new Date(Date.parse(start) + ms), random: () => 0 }
}

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof AppError)) throw error
  expect(error.code).toBe('unavailable')
  return error
}

const gaps = ({ seen }: ScriptedServer) => seen.slice(1).map(({ at }, index) => at - (seen[index]?.at ?? 0))

describe('A request to arXiv', () => {
  it('brings the body as UTF-8 text, and its ETag', async () => {
    const arxiv = await server(answer('Poincar\u00e9 \u2014 \u4e2d\u6587 \u{1d4a9}', { etag: '"one"' }))
    const result = await client().get(`${arxiv.origin}/rss/cs.LG?x=1`)
    expect(result).toEqual({ status: 'ok', body: 'Poincar\u00e9 \u2014 \u4e2d\u6587 \u{1d4a9}', etag: '"one"' })
    expect(arxiv.seen[0]?.path).toBe('/rss/cs.LG?x=1')
  })

  it('says who asks, and that gzip is welcome', async () => {
    const arxiv = await server(answer(''))
    await client({ userAgent: 'Paperboy/0.1 (+https://paperboy.example; mailto:bob@example.org)' }).get(arxiv.origin)
    expect(arxiv.seen[0]?.headers['user-agent']).toBe(
      'Paperboy/0.1 (+https://paperboy.example; mailto:bob@example.org)',
    )
    expect(arxiv.seen[0]?.headers['accept-encoding']).toBe('gzip')
    expect(arxiv.seen[0]?.headers).not.toHaveProperty('if-none-match')
  })

  it('with an ETag is conditional, and 304 means unchanged', async () => {
    const arxiv = await server((res, req) => res.writeHead(req.headers['if-none-match'] === '"one"' ? 304 : 200).end())
    const http = client()
    expect(await http.get(arxiv.origin, { etag: '"one"' })).toEqual({ status: 'unchanged' })
    expect(await http.get(arxiv.origin, { etag: '"two"' })).toEqual({ status: 'ok', body: '', etag: null })
  })

  it('reads gzip, and characters that are split between chunks', async () => {
    const text = '\u4e2d\u6587\u{1d4a9}'.repeat(50_000)
    const arxiv = await server(answer(gzipSync(text), { 'content-encoding': 'gzip' }))
    expect(await client().get(arxiv.origin)).toMatchObject({ body: text })
  })

  it('reuses one connection', async () => {
    const arxiv = await server(answer('a'), (res) => res.writeHead(304).end(), answer('b'))
    const http = client()
    for (let n = 0; n < 3; n++) await http.get(arxiv.origin, { etag: '"x"' })
    expect(arxiv.seen).toHaveLength(3)
    expect(arxiv.connections).toBe(1)
  })

  it('follows redirects within the host', async () => {
    const arxiv = await server((res) => res.writeHead(308, { location: '../b?c' }).end('moved'), answer('b'))
    expect(await client().get(`${arxiv.origin}/rss/a`)).toMatchObject({ body: 'b' })
    expect(arxiv.seen.map(({ path }) => path)).toEqual(['/rss/a', '/b?c'])
  })

  it('needs an http or https URL', async () => {
    const http = client()
    for (const url of ['', 'rss.arxiv.org', 'file:///etc/passwd', 'ftp://rss.arxiv.org/'])
      await expect(http.get(url)).rejects.toMatchObject({ name: 'AppError', code: 'invalid' })
  })
})

describe('The pace', () => {
  it('keeps the interval between requests of concurrent callers, one at a time and in order', async () => {
    const arxiv = await server((res) => void setTimeout(() => res.end('ok'), 10))
    const http = client({ minIntervalMs: 80 })
    await Promise.all(['/1', '/2', '/3', '/4'].map((path) => http.get(arxiv.origin + path)))
    expect(arxiv.seen.map(({ path }) => path)).toEqual(['/1', '/2', '/3', '/4'])
    expect(arxiv.most).toBe(1)
    expect(Math.min(...gaps(arxiv))).toBeGreaterThanOrEqual(80)
  })

  it('keeps it between retries and redirects, and after failures', async () => {
    const arxiv = await server(
      refuse(500),
      (_, req) => req.socket.destroy(),
      (res) => res.writeHead(307, { location: '/there' }).end(),
      refuse(404),
      answer('next'),
    )
    const http = client({ minIntervalMs: 80 })
    const first = http.get(`${arxiv.origin}/1`)
    const second = http.get(`${arxiv.origin}/2`)
    await failure(first)
    expect(await second).toMatchObject({ body: 'next' })
    expect(arxiv.seen.map(({ path }) => path)).toEqual(['/1', '/1', '/1', '/there', '/2'])
    expect(Math.min(...gaps(arxiv))).toBeGreaterThanOrEqual(80)
  })
})

describe('A failure that may pass', () => {
  it.each([429, 500, 502, 503, 504])('HTTP %i is tried again', async (status) => {
    const arxiv = await server(refuse(status), answer('good'))
    expect(await client().get(arxiv.origin)).toMatchObject({ body: 'good' })
  })

  it('is tried again three times, with waits that double, then named with its URL', async () => {
    const time = fakeTime()
    const arxiv = await server(refuse(500))
    const error = await failure(client({ ...time, limits: { backoffMs: 2_000 } }).get(`${arxiv.origin}/rss/cs.LG`))
    expect(error.message).toBe(`${arxiv.origin}/rss/cs.LG: HTTP 500 (4 attempts)`)
    expect(time.waits).toEqual([2_000, 4_000, 8_000])
  })

  it('is spread by chance: up to half of the wait is left out', async () => {
    const time = { ...fakeTime(), random: () => 0.999 }
    const arxiv = await server(refuse(500), answer(''))
    await client({ ...time, limits: { backoffMs: 2_000 } }).get(arxiv.origin)
    expect(time.waits[0]).toBeCloseTo(1_001)
  })

  it('waits as long as Retry-After says, in seconds', async () => {
    const time = fakeTime()
    const arxiv = await server(refuse(503, { 'retry-after': '100' }), answer('good'))
    expect(await client(time).get(arxiv.origin)).toMatchObject({ body: 'good' })
    expect(time.waits).toEqual([100_000])
  })

  it('waits as long as Retry-After says, as a date', async () => {
    const time = fakeTime('2026-05-11T04:00:00Z')
    const arxiv = await server(refuse(429, { 'retry-after': 'Mon, 11 May 2026 04:01:30 GMT' }), answer('good'))
    expect(await client(time).get(arxiv.origin)).toMatchObject({ body: 'good' })
    expect(time.waits).toEqual([90_000])
  })

  it('gives up at once where Retry-After is too far away, and says when to come back', async () => {
    const time = fakeTime('2026-05-11T04:00:00Z')
    for (const header of ['3600', 'Mon, 11 May 2026 05:00:00 GMT']) {
      const arxiv = await server(refuse(503, { 'retry-after': header }))
      const error = await failure(client(time).get(arxiv.origin))
      expect(error.message).toBe(
        `${arxiv.origin}/: HTTP 503, and arXiv wants us back in 3,600 s, at 2026-05-11 05:00:00 UTC (1 attempt)`,
      )
    }
    expect(time.waits).toEqual([])
  })

  it('closes the service alone where that is not there, and all of arXiv where we ask too much', async () => {
    const time = fakeTime('2026-05-11T04:00:00Z')
    const arxiv = await server(
      refuse(503, { 'retry-after': '3600' }),
      answer('records'),
      refuse(429, { 'retry-after': '3600' }),
      answer('never'),
    )
    const http = client(time)
    await failure(http.get(`${arxiv.origin}/rss/cs.AI`))
    expect((await failure(http.get(`${arxiv.origin}/rss/cs.LG`))).message).toContain('not asked for')
    expect(await http.get(`${arxiv.origin}/oai`)).toMatchObject({ body: 'records' })
    await failure(http.get(`${arxiv.origin}/oai`))
    expect((await failure(http.get(`${arxiv.origin}/api/query`))).message).toContain('not asked for')
    expect(arxiv.seen.map(({ path }) => path)).toEqual(['/rss/cs.AI', '/oai', '/oai'])
  })

  it('falls back to its own waits where Retry-After says nothing of use', async () => {
    const time = fakeTime()
    const arxiv = await server(
      refuse(503, { 'retry-after': 'soon' }),
      refuse(503, { 'retry-after': '-5' }),
      refuse(503, { 'retry-after': 'Mon, 11 May 1998 04:00:00 GMT' }),
      answer(''),
    )
    await client({ ...time, limits: { backoffMs: 1_000 } }).get(arxiv.origin)
    expect(time.waits).toEqual([1_000, 2_000, 4_000])
  })

  it('may be a reset before the response', async () => {
    const arxiv = await server((_, req) => req.socket.destroy(), answer('good'))
    expect(await client().get(arxiv.origin)).toMatchObject({ body: 'good' })
    const dead = await server((_, req) => req.socket.destroy())
    expect((await failure(client().get(dead.origin))).message).toMatch(/: the connection was .* \(4 attempts\)$/)
  })

  it('may be a refused connection', async () => {
    const arxiv = await server(answer(''))
    await arxiv.close()
    const error = await failure(client().get(`${arxiv.origin}/x`))
    expect(error.message).toBe(
      `${arxiv.origin}/x: ${arxiv.origin.replace('http://', '')} refused the connection (4 attempts)`,
    )
  })

  it('may be a body that ends too early', async () => {
    const half: Parameters<typeof scriptedServer>[number] = (res) => {
      res.writeHead(200, { 'content-length': '1009622' }).write('x'.repeat(512_000))
      setTimeout(() => res.destroy(), 20)
    }
    const arxiv = await server(half, answer('whole'))
    expect(await client().get(arxiv.origin)).toMatchObject({ body: 'whole' })
    const dead = await server(half)
    expect((await failure(client().get(dead.origin))).message).toBe(
      `${dead.origin}/: the connection ended after 512,000 of 1,009,622 bytes (4 attempts)`,
    )
  })

  it('may be a body in chunks that ends too early, with the connection kept alive or not', async () => {
    for (const connection of ['keep-alive', 'close']) {
      const dead = await server((res) => {
        res.writeHead(200, { connection, 'transfer-encoding': 'chunked' }).write('x'.repeat(1_000))
        setTimeout(() => res.socket?.end(), 20)
      })
      expect((await failure(client({ limits: { retries: 0 } }).get(dead.origin))).message).toBe(
        `${dead.origin}/: the connection ended after 1,000 bytes (1 attempt)`,
      )
    }
  })

  it('may be gzip data that end too early', async () => {
    const whole = gzipSync('x'.repeat(1_000_000))
    const arxiv = await server(answer(whole.subarray(0, 500), { 'content-encoding': 'gzip' }))
    expect((await failure(client().get(arxiv.origin))).message).toBe(
      `${arxiv.origin}/: the gzip data ends too early, after 500 bytes (4 attempts)`,
    )
  })

  it('may be a server that does not answer', async () => {
    const arxiv = await server(() => {}, answer('good'))
    expect(await client({ limits: { headersMs: 400 } }).get(arxiv.origin)).toMatchObject({ body: 'good' })
    const dead = await server(() => {})
    const error = await failure(client({ limits: { headersMs: 50, retries: 1 } }).get(dead.origin))
    expect(error.message).toBe(`${dead.origin}/: no response headers within 0.05 s (2 attempts)`)
  })

  it('may be a body that stops, or drips', async () => {
    const stops = await server((res) => void res.writeHead(200).write('some'))
    const drips = await server((res) => {
      const drip = setInterval(() => res.write('x'), 20)
      res.on('close', () => clearInterval(drip))
    })
    for (const { origin } of [stops, drips]) {
      const error = await failure(client({ limits: { totalMs: 150, retries: 1 } }).get(origin))
      expect(error.message).toBe(`${origin}/: not finished within 0.15 s (2 attempts)`)
    }
  })

  it('is logged each time it is tried again', async () => {
    const lines: string[] = []
    const log = createLog('warn', { write: (line) => void lines.push(line) })
    const arxiv = await server(refuse(503), answer(''))
    await client({ log }).get(arxiv.origin)
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { url: `${arxiv.origin}/`, attempt: 1, msg: 'arXiv: HTTP 503; trying again' },
    ])
  })
})

describe('A failure that will not pass', () => {
  it.each([400, 403, 404, 204, 206])('HTTP %i is not tried again', async (status) => {
    const arxiv = await server(refuse(status))
    expect((await failure(client().get(arxiv.origin))).message).toBe(`${arxiv.origin}/: HTTP ${status} (1 attempt)`)
    expect(arxiv.seen).toHaveLength(1)
  })

  it('does not wait for the body of an error page', async () => {
    const arxiv = await server((res) => void res.writeHead(404).write('never ends'))
    expect((await failure(client().get(arxiv.origin))).message).toBe(`${arxiv.origin}/: HTTP 404 (1 attempt)`)
  })

  it('is an endless redirect', async () => {
    const arxiv = await server((res) => res.writeHead(301, { location: '/again' }).end())
    expect((await failure(client().get(arxiv.origin))).message).toBe(
      `${arxiv.origin}/: more than 3 redirects (1 attempt)`,
    )
    expect(arxiv.seen).toHaveLength(4)
  })

  it('is a redirect to another host without https', async () => {
    const arxiv = await server((res) => res.writeHead(302, { location: 'http://127.0.0.2:1/' }).end())
    expect((await failure(client().get(arxiv.origin))).message).toMatch(
      /: a redirect to http:\/\/127.0.0.2:1\/, which is neither https nor the same host \(1 attempt\)$/,
    )
  })

  it('is an encoding that was not asked for, or damaged gzip', async () => {
    const brotli = await server(answer('x', { 'content-encoding': 'br' }))
    expect((await failure(client().get(brotli.origin))).message).toContain('content-encoding "br"')
    const damaged = await server(answer('not gzip at all', { 'content-encoding': 'gzip' }))
    expect((await failure(client().get(damaged.origin))).message).toContain('the gzip data is damaged (1 attempt)')
  })
})

describe('A body that is too large', () => {
  const MIB = 2 ** 20
  const limits = { maxBytes: MIB }

  it('is not even begun where its length is announced', async () => {
    const arxiv = await server((res) => res.writeHead(200, { 'content-length': `${2 ** 31}` }).flushHeaders())
    expect((await failure(client({ limits }).get(arxiv.origin))).message).toBe(
      `${arxiv.origin}/: more than 1 MiB (1 attempt)`,
    )
  })

  it('is cut off soon after the limit, however much there is to come', async () => {
    let sent = 0
    const arxiv = await server((res) => {
      const chunk = Buffer.alloc(65_536, ' ')
      const pump = () => {
        while (!res.destroyed && sent < 2 ** 31) {
          sent += chunk.length
          if (!res.write(chunk)) return void res.once('drain', pump)
        }
      }
      pump()
    })
    expect((await failure(client({ limits }).get(arxiv.origin))).message).toContain('more than 1 MiB (1 attempt)')
    expect(sent).toBeLessThan(32 * MIB)
  })

  it('is measured after decompression', async () => {
    let fed = 0
    const bomb = await server((res) => {
      res.writeHead(200, { 'content-encoding': 'gzip' })
      const gzip = createGzip()
      gzip.pipe(res)
      const blanks = Buffer.alloc(MIB)
      const feed = () => {
        while (!res.destroyed && fed < 2 ** 31) {
          fed += blanks.length
          if (!gzip.write(blanks)) return void gzip.once('drain', feed)
        }
      }
      feed()
    })
    const before = process.memoryUsage().rss
    expect((await failure(client({ limits }).get(bomb.origin))).message).toContain('more than 1 MiB (1 attempt)')
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * MIB)
    const atMost = await server(answer(gzipSync(Buffer.alloc(MIB, 'x')), { 'content-encoding': 'gzip' }))
    expect(await client({ limits }).get(atMost.origin)).toMatchObject({ status: 'ok' })
  })

  it('is measured before decompression too, for gzip data that decompress to nothing', async () => {
    const header = gzipSync('').subarray(0, 10)
    const emptyBlocks = Buffer.from('000000ffff', 'hex').toString('latin1').repeat(300_000)
    const body = Buffer.concat([header, Buffer.from(emptyBlocks, 'latin1')])
    const arxiv = await server((res) => {
      res.writeHead(200, { 'content-encoding': 'gzip' })
      res.write(body)
    })
    expect((await failure(client({ limits }).get(arxiv.origin))).message).toContain('more than 1 MiB (1 attempt)')
  })
})

describe('A request that is stopped', () => {
  it('by its caller ends at once, in flight, waiting in the queue, or waiting for the next attempt', async () => {
    const hanging = await server(() => {})
    const http = client({ limits: { backoffMs: 60_000 } })
    const stop = new AbortController()
    const inFlight = http.get(`${hanging.origin}/1`, { signal: stop.signal })
    const queued = http.get(`${hanging.origin}/2`, { signal: stop.signal })
    const resting = await server(refuse(500))
    const waiting = client({ limits: { backoffMs: 60_000 } }).get(resting.origin, { signal: stop.signal })
    while (hanging.seen.length === 0 || resting.seen.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5))
    stop.abort()
    for (const promise of [inFlight, queued, waiting])
      expect((await failure(promise)).message).toContain('given up by the caller before the answer')
    expect(hanging.seen).toHaveLength(1)
    expect(resting.seen).toHaveLength(1)
  })

  it('leaves the client fit for the next, and the next in its place in the queue', async () => {
    const arxiv = await server(() => {}, answer('good'))
    const http = client()
    const stop = new AbortController()
    const first = http.get(arxiv.origin, { signal: stop.signal })
    const second = http.get(arxiv.origin)
    setTimeout(() => stop.abort(), 50)
    await failure(first)
    expect(await second).toMatchObject({ body: 'good' })
    await failure(http.get(arxiv.origin, { signal: stop.signal }))
    expect(arxiv.seen).toHaveLength(2)
  })

  it('leaves no listener behind on a signal that lives longer', async () => {
    const arxiv = await server(answer('x'), refuse(500), answer('y'), refuse(404))
    const http = client()
    const { signal } = new AbortController()
    await http.get(arxiv.origin, { signal })
    await http.get(arxiv.origin, { signal })
    await failure(http.get(arxiv.origin, { signal }))
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('Closing the client', () => {
  it('ends what is in flight and what waits, and all connections', async () => {
    const arxiv = await server(answer('x'), () => {})
    const http = client()
    await http.get(arxiv.origin)
    const inFlight = failure(http.get(arxiv.origin))
    const queued = failure(http.get(arxiv.origin))
    while (arxiv.seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    await http.close()
    for (const error of [await inFlight, await queued])
      expect(error.message).toContain('not finished, because the arXiv client was closed')
    expect((await failure(http.get(arxiv.origin))).message).toContain('the arXiv client is closed')
    await expect.poll(() => arxiv.openSockets()).toBe(0)
    await http.close()
  })

  it('ends a connection that rests', async () => {
    const arxiv = await server(answer('x'))
    const http = client()
    await http.get(arxiv.origin)
    expect(await arxiv.openSockets()).toBe(1)
    await http.close()
    await expect.poll(() => arxiv.openSockets()).toBe(0)
  })

  it('leaves no connection open, whatever failed before, and no request opened more than one', async () => {
    const arxiv = await server(
      (_, req) => req.socket.destroy(),
      refuse(500),
      (res) => void res.writeHead(200).write('stops'),
      () => {},
      (res) => void res.writeHead(503).write('stops'),
      (res) => res.writeHead(200, { 'content-length': `${2 ** 40}` }).flushHeaders(),
    )
    const http = client({ limits: { totalMs: 400, retries: 5 } })
    expect((await failure(http.get(arxiv.origin))).message).toContain('more than 16 MiB (6 attempts)')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(arxiv.connections).toBe(6)
    await http.close()
    await expect.poll(() => arxiv.openSockets()).toBe(0)
  })
})
