import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStore, type Store } from '../../src/store/store.ts'
import type { WebDeps } from '../../src/web/ports.ts'
import { createWeb, type WebSettings } from '../../src/web/server.ts'
import { dropDatabase, type TestDatabase, testDatabase } from '../support/database.ts'
import { EDITIONS } from '../support/editions.ts'
import { webDeps } from './deps.ts'

describe('/healthz', () => {
  it('says that the process is up, whatever the database does', async () => {
    const response = await get('/healthz', { ping: away })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok' })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})

describe('/readyz', () => {
  it('names the newest edition, or none', async () => {
    const response = await get('/readyz')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      status: 'ok',
      database: 'ok',
      edition: { date: '2026-05-11', complete: false },
    })
    const amiss = await get('/readyz', { editions: { ...EDITIONS, warnings: async () => ['the edition is late'] } })
    expect(await amiss.json()).toMatchObject({ status: 'ok', warnings: ['the edition is late'] })
    const empty = await get('/readyz', { editions: { ...EDITIONS, latest: async () => null } })
    expect(await empty.json()).toEqual({ status: 'ok', database: 'ok', edition: null })
  })

  it.each<[string, Partial<WebDeps>]>([
    ['does not answer', { ping: away }],
    ['is not ours to read', { editions: { ...EDITIONS, latest: away } }],
    ['keeps silent', { ping: () => new Promise(() => {}) }],
  ])('is unavailable where the database %s, and tells no more', async (_, changes) => {
    const response = await get('/readyz', changes)
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ status: 'unavailable', database: 'unavailable' })
  })

  describe('before a real database', () => {
    let database: TestDatabase
    let store: Store
    beforeAll(async () => {
      database = await testDatabase()
      store = createStore(database.prisma)
    })
    afterAll(() => database.drop())

    it('follows it', async () => {
      const changes = {
        ping: async () => {
          await database.pool.query('select 1')
        },
        editions: { ...store.editionCounts, latest: () => store.editions.latest(), warnings: async () => [] },
      }
      expect((await get('/readyz', changes)).status).toBe(200)
      await dropDatabase(database.url)
      expect((await get('/readyz', changes)).status).toBe(503)
      expect((await get('/healthz', changes)).status).toBe(200)
    })
  })
})

describe('security.txt', () => {
  const at = (publicUrl: string | null) => get('/.well-known/security.txt', {}, { publicUrl, trustProxy: 0 })

  it('says whom to write to, in which languages, and where it belongs', async () => {
    const response = await at('https://paperboy.example.org')
    expect(response.headers.get('content-type')).toMatch(/^text\/plain;\s*charset=utf-8$/i)
    expect(await response.text()).toBe(
      `Contact: mailto:chen+help@example.org
Expires: 2026-11-08T00:00:00.000Z
Preferred-Languages: en, zh
Canonical: https://paperboy.example.org/.well-known/security.txt
`,
    )
  })

  it.each([null, 'http://127.0.0.1:8080'])('claims no place where there is no https one: %s', async (publicUrl) => {
    expect(await (await at(publicUrl)).text()).not.toContain('Canonical')
  })
})

async function away(): Promise<never> {
  throw new Error('connect ECONNREFUSED 10.0.0.7:5432\n    at secret.ts:1')
}

async function get(path: string, changes: Partial<WebDeps> = {}, settings?: WebSettings) {
  return createWeb(webDeps(changes).deps, settings).request(path)
}
