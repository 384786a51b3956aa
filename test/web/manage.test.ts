import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWebDeps } from '../../src/app/web-deps.ts'
import type { SignUp } from '../../src/jobs/sign-up.ts'
import { createLog } from '../../src/lib/log.ts'
import { createTokens } from '../../src/lib/tokens.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { createWeb } from '../../src/web/server.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { webDeps } from './deps.ts'

const ORIGIN = 'https://paperboy.example.org'
const tokens = createTokens(['a secret of thirty-two characters or more'])
const links = (id: number) => ({ web: '', manage: '', unsubscribe: `${ORIGIN}/u/${tokens.sign('unsubscribe', id)}` })

let database: TestDatabase
let store: Store
let path: string
let web: ReturnType<typeof createWeb>

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
  const signUp = webDeps().deps.signUp as SignUp
  web = createWeb(createWebDeps(store, database, tokens, links, signUp, ['cs.AI'], createLog('silent')))
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.prisma.$executeRaw`truncate subscribers restart identity cascade`
  const alice = { email: 'alice@example.org', keywords: ['robot', 'RAG'], language: 'en' as const }
  const { id } = await store.subscribers.add({ ...alice, timeZone: 'Asia/Kolkata', hour: 7 })
  path = `/m/${tokens.sign('manage', id)}`
})

const alice = () => store.subscribers.byEmail('alice@example.org')
const post = (to: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  web.request(ORIGIN + to, { method: 'POST', body: new URLSearchParams(form), headers: { origin: ORIGIN, ...headers } })
const SETTINGS = { keywords: 'C++\nRAG\n', language: 'zh', timeZone: 'Asia/Kolkata', hour: '9', action: 'save' }

describe('the settings of a subscriber', () => {
  it('are shown as they are, by their own link alone', async () => {
    const page = await (await web.request(ORIGIN + path)).text()
    expect(page).toContain('alice@example.org')
    expect(page).toMatch(/robot\nRAG<\/textarea>/)
    expect(page).toContain('<option selected="">Asia/Kolkata</option>')
    for (const other of ['/m/x', `/m/${tokens.sign('unsubscribe', 1)}`, `/m/${tokens.sign('manage', 2)}`])
      expect((await web.request(ORIGIN + other)).status).toBe(404)
  })

  it('are changed by POST, and say so', async () => {
    const answer = await post(path, SETTINGS)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`${path}?saved`)
    expect(await alice()).toMatchObject({ keywords: ['C++', 'RAG'], language: 'zh', hour: 9, state: 'active' })
    expect(await (await web.request(`${ORIGIN}${path}?saved`)).text()).toContain('已保存')
  })

  it('keep what was typed when something is wrong, and change nothing', async () => {
    const answer = await post(path, { ...SETTINGS, keywords: '<b>+++</b>\n+++', hour: '25' })
    expect(answer.status).toBe(400)
    const page = await answer.text()
    expect(page).toContain('&lt;b&gt;+++&lt;/b&gt;')
    expect(page).toContain('aria-invalid="true"')
    expect(await alice()).toMatchObject({ keywords: ['robot', 'RAG'], hour: 7 })
  })

  it('are left alone by a scanner and by another site', async () => {
    const before = await alice()
    for (const method of ['GET', 'HEAD'])
      for (const to of [path, `${path}/delete`]) await web.request(ORIGIN + to, { method })
    expect((await post(path, SETTINGS, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await post(`${path}/delete`, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect(await alice()).toEqual(before)
  })

  it('bring back who had left, when they ask for it', async () => {
    await store.subscribers.unsubscribe(1, new Date())
    expect(await (await web.request(ORIGIN + path)).text()).toContain('Send digests again')
    expect((await post(path, { action: 'resume' })).status).toBe(303)
    expect(await alice()).toMatchObject({ state: 'active' })
  })

  it('are deleted with everything, for good, also when asked twice', async () => {
    expect(await (await web.request(`${ORIGIN}${path}/delete`)).text()).toContain('for good')
    expect((await post(`${path}/delete`, {})).status).toBe(200)
    expect(await alice()).toBeNull()
    expect((await post(`${path}/delete`, {})).status).toBe(200)
    expect((await web.request(ORIGIN + path)).status).toBe(404)
  })
})
