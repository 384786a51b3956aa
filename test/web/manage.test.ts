import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWebDeps } from '../../src/app/web-deps.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import type { SignUp } from '../../src/jobs/sign-up.ts'
import { createLog } from '../../src/lib/log.ts'
import { createTokens } from '../../src/lib/tokens.ts'
import { createStore, type Store } from '../../src/store/store.ts'
import { createWeb } from '../../src/web/server.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { searchFor } from '../support/keywords.ts'
import { webDeps } from './deps.ts'

const ORIGIN = 'https://paperboy.example.org'
const tokens = createTokens(['a secret of thirty-two characters or more'])
const links = (id: number) => ({
  web: '',
  manage: '',
  unsubscribe: `${ORIGIN}/u/${tokens.sign('unsubscribe', id)}`,
  mute: null,
})

let database: TestDatabase
let store: Store
let path: string
let web: ReturnType<typeof createWeb>

beforeAll(async () => {
  database = await testDatabase()
  store = createStore(database.prisma)
  const { signUp, addresses, sendSettingsLink, operator } = webDeps().deps
  const letters = { signUp: signUp as SignUp, addresses, sendSettingsLink }
  const log = createLog('silent')
  const messageId = (id: number, edition: string) => `${edition}.${id}@example.org`
  const settings = { ...store, ledger: store.digests, messageId, now: () => new Date() }
  const categories = ['cs.AI']
  web = createWeb(
    createWebDeps({
      languages: async () => ['zh'],
      store,
      database,
      tokens,
      links,
      settings,
      letters,
      operator,
      categories,
      log,
    }),
  )
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.prisma.$executeRaw`truncate subscribers restart identity cascade`
  const alice = {
    email: 'alice@example.org',
    keywords: searchFor(['robot', 'RAG']),
    language: 'en' as const,
    ...defaultReading('en'),
  }
  const { id } = await store.subscribers.add({ ...alice, timeZone: 'Asia/Kolkata', hour: 7 })
  path = `/m/${tokens.sign('manage', id)}`
})

type Form = Record<string, string | string[]>
const formBody = (form: Form) =>
  new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  )
const alice = () => store.subscribers.byEmail('alice@example.org')
const post = (to: string, form: Form, headers: Record<string, string> = {}) =>
  web.request(ORIGIN + to, { method: 'POST', body: formBody(form), headers: { origin: ORIGIN, ...headers } })
/** The fingerprint that the form has now. */
const madeFrom = async () => {
  const page = await (await web.request(ORIGIN + path)).text()
  return /name="madeFrom" value="(\w{16})"/.exec(page)?.[1] ?? ''
}
const SETTINGS: Form = {
  'keyword[]': ['C++', 'survey', ''],
  'mode[]': ['search', 'exclude', 'paused'],
  added: 'RAG\n\n',
  language: 'zh',
  timeZone: 'Asia/Kolkata',
  hour: '9',
  weekday: '5',
  pausedUntil: '',
  action: 'save',
}

describe('the settings of a subscriber', () => {
  it('are shown as they are, by their own link alone', async () => {
    const page = await (await web.request(ORIGIN + path)).text()
    expect(page).toContain('alice@example.org')
    expect(page).toMatch(/value="robot" aria-label="Keyword 1".*value="RAG" aria-label="Keyword 2"/)
    expect(page).toContain('<option selected="">Asia/Kolkata</option>')
    for (const other of ['/m/x', `/m/${tokens.sign('unsubscribe', 1)}`, `/m/${tokens.sign('manage', 2)}`])
      expect((await web.request(ORIGIN + other)).status).toBe(404)
  })

  it('are changed by POST, and say so', async () => {
    const answer = await post(path, SETTINGS)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`${path}?saved`)
    expect(await alice()).toMatchObject({
      keywords: [
        { text: 'C++', mode: 'search' },
        { text: 'survey', mode: 'exclude' },
        { text: 'RAG', mode: 'search' },
      ],
      language: 'zh',
      hour: 9,
      weekday: 5,
      emptyMail: false,
      pausedUntil: null,
      state: 'active',
    })
    expect(await (await web.request(`${ORIGIN}${path}?saved`)).text()).toContain('已保存')
  })

  it('offer what papers can be translated to, and keep how they are read', async () => {
    const page = await (await web.request(ORIGIN + path)).text()
    expect(page).toContain('<option value="zh">Simplified Chinese</option>')
    await post(path, { ...SETTINGS, translation: 'zh', show: 'translation', abstracts: 'short' })
    expect(await alice()).toMatchObject({ translation: 'zh', show: 'translation', abstracts: 'short' })
    // A form that knows nothing of them changes nothing of them.
    await post(path, SETTINGS)
    expect(await alice()).toMatchObject({ translation: 'zh', show: 'translation', abstracts: 'short' })
    await post(path, { ...SETTINGS, translation: '' })
    expect(await alice()).toMatchObject({ translation: null })
  })

  it('show a language that nothing translates to any more, and what comes of it', async () => {
    await post(path, { ...SETTINGS, translation: 'el', language: 'en' })
    const page = await (await web.request(ORIGIN + path)).text()
    expect(page).toContain('<option value="el" selected="">Greek</option>')
    expect(page).toContain('Nothing translates into Greek here at present')
    const chinese = await (await web.request(`${ORIGIN}${path}?lang=zh`)).text()
    expect(chinese).toContain('目前无法翻译为希腊语')
  })

  it('say of what is refused where it stands', async () => {
    const page = await (await post(path, { ...SETTINGS, language: 'en', show: 'neither', translation: 'xx' })).text()
    expect(page).toContain('<a href="#translation">Unknown language')
    expect(page).toContain('<a href="#show">')
    expect(page).toContain('id="show" aria-describedby="show-error" aria-invalid="true"')
  })

  it('take keywords to be added with commas, semicolons and tabs between', async () => {
    await post(path, { ...SETTINGS, 'keyword[]': [], 'mode[]': [], added: 'robot, RAG;k-means\tC++' })
    expect(await alice()).toMatchObject({ keywords: searchFor(['robot', 'RAG', 'k-means', 'C++']) })
  })

  it('take up a paused keyword again that is added once more', async () => {
    const form = { ...SETTINGS, 'keyword[]': ['RAG'], 'mode[]': ['paused'], added: 'rag' }
    expect((await post(path, form)).status).toBe(303)
    expect(await alice()).toMatchObject({ keywords: searchFor(['RAG']) })
  })

  it('refuse a keyword that is to be both found and left out, and one that stands there twice', async () => {
    const form = { ...SETTINGS, language: 'en', 'keyword[]': ['RAG', 'robot', 'Robots'], added: 'rag' }
    const answer = await post(path, { ...form, 'mode[]': ['exclude', 'search', 'paused'] })
    expect(answer.status).toBe(400)
    const page = await answer.text()
    expect(page).toContain('“rag” finds the same papers as “RAG”, and they can’t be both found and left out')
    expect(page).toContain('“Robots” finds the same papers as “robot”: keep one of them.')
    expect(page).toMatch(/value="RAG".*value="rag" aria-label="Keyword 4"/s)
    const chinese = await post(`${path}?lang=zh`, { ...form, 'mode[]': ['exclude', 'search', 'paused'] })
    expect(await chinese.text()).toContain('“rag”与“RAG”匹配的论文相同，不能既查找又排除')
    expect(await alice()).toMatchObject({ keywords: searchFor(['robot', 'RAG']) })
  })

  it('keep what was typed when something is wrong, and change nothing', async () => {
    const answer = await post(path, {
      ...SETTINGS,
      'keyword[]': ['<b>+++</b>', '+++'],
      hour: '25',
      pausedUntil: '2020-01-01',
    })
    expect(answer.status).toBe(400)
    const page = await answer.text()
    expect(page).toContain('&lt;b&gt;+++&lt;/b&gt;')
    expect(page).toContain('2020-01-01 is over')
    expect(page).toContain('aria-invalid="true"')
    expect(await alice()).toMatchObject({ keywords: searchFor(['robot', 'RAG']), hour: 7 })
  })

  it('notice a form that was made before others were stored: nothing is overwritten, nothing typed is lost', async () => {
    const first = await madeFrom()
    expect((await post(path, { ...SETTINGS, madeFrom: first, language: 'en' })).status).toBe(303)
    const stored = await alice()

    const second = { ...SETTINGS, 'keyword[]': ['<i>gardening</i>'], 'mode[]': ['search'], added: 'tea', hour: '5' }
    const refused = await post(path, { ...second, madeFrom: first, language: 'en', email: 'alice@new' })
    expect(refused.status).toBe(409)
    const page = await refused.text()
    expect(await alice()).toEqual(stored)
    expect(page).toContain('<title>Not saved: changed elsewhere meanwhile')
    const differences = page.slice(page.indexOf('<tbody>'), page.indexOf('</tbody>'))
    const [keywords, hour, ...none] = differences.split('<tr>').slice(1)
    expect(keywords).toMatch(/Keywords.*C\+\+.*survey \(Leave out\).*RAG.*<td>.*&lt;i&gt;gardening&lt;\/i&gt;.*tea/)
    expect(hour).toMatch(/Delivered at.*09:00.*05:00/)
    expect(none).toEqual([])
    expect(page).toMatch(/value="&lt;i&gt;gardening&lt;\/i&gt;" aria-label="Keyword 1".*value="tea"/s)
    expect(page).toMatch(/<input [^>]*name="email" value="alice@new"/)
    const chinese = await (await post(`${path}?lang=zh`, { ...second, madeFrom: first })).text()
    expect(chinese).toContain('未保存：设置已在别处更改')

    // Having seen both, its reader may well save it.
    const made = /name="madeFrom" value="(\w{16})"/.exec(page)?.[1] ?? ''
    expect(made).not.toBe(first)
    expect((await post(path, { ...second, madeFrom: made })).status).toBe(303)
    expect(await alice()).toMatchObject({ keywords: searchFor(['<i>gardening</i>', 'tea']), hour: 5 })
  })

  it('notice it where a keyword was muted from a mail, or the form rearranged, in between', async () => {
    const made = await madeFrom()
    await post(`${path}/mute?keyword=RAG`, {})
    const moved = await (await post(path, { ...SETTINGS, madeFrom: made, action: 'up:2' })).text()
    expect(moved).toContain(`name="madeFrom" value="${made}"`)
    const refused = await post(path, { ...SETTINGS, madeFrom: made, language: 'en' })
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('RAG (Paused)')])
    expect(await alice()).toMatchObject({ keywords: [{ text: 'robot' }, { text: 'RAG', mode: 'paused' }] })
  })

  it('say first what is wrong with a form, and take one that asks for what is stored already', async () => {
    const made = await madeFrom()
    await post(path, { ...SETTINGS, madeFrom: made })
    expect((await post(path, { ...SETTINGS, madeFrom: made, hour: '25' })).status).toBe(400)
    expect((await post(path, { ...SETTINGS, madeFrom: made })).status).toBe(303)
    const unsubscribed = await post(path, { ...SETTINGS, madeFrom: made, hour: '4', action: 'resume' })
    expect(unsubscribed.status).toBe(409)
  })

  it('keep what was typed and not saved when another address is asked for, refused or not', async () => {
    const typed = { ...SETTINGS, madeFrom: await madeFrom(), language: 'en', added: 'tea' }
    for (const [email, status, sentence] of [
      ['alice', 400, '<a href="#email">&quot;alice&quot; is not an email address'],
      ['alice@example.org', 400, '<a href="#email">Your digests go there already.</a>'],
      ['alice@example.com', 200, 'A mail is on its way to alice@example.com.'],
    ] as const) {
      const answer = await post(`${path}/address`, { ...typed, email })
      expect([email, answer.status]).toEqual([email, status])
      const page = await answer.text()
      expect(page).toContain(sentence)
      expect(page).toMatch(/<div class="notice" role="status">.*?not saved yet.*?<\/div>/)
      expect(page).toMatch(/value="C\+\+" aria-label="Keyword 1".*value="tea" aria-label="Keyword 3"/s)
      expect(page).toContain('<option value="9" selected="">')
      expect(page).toContain(`name="madeFrom" value="${typed.madeFrom}"`)
      expect(page.includes(`name="email" value="${email}"`)).toBe(status === 400)
    }
    expect(await alice()).toMatchObject({ keywords: searchFor(['robot', 'RAG']), hour: 7 })
    const untouched = { ...typed, 'keyword[]': ['robot', 'RAG'], 'mode[]': ['search', 'search'], added: '' }
    const asked = { ...untouched, hour: '7', weekday: 'every', email: 'alice@example.com' }
    const status = /<div class="notice" role="status">.*?<\/div>/
    expect(status.exec(await (await post(`${path}/address`, asked)).text())?.[0]).not.toContain('not saved yet')
    const alone = await (await post(`${path}/address`, { email: 'alice@example.com' })).text()
    expect(alone).toMatch(/value="robot" aria-label="Keyword 1"/)
  })

  it('are saved, and the address asked for, where one was typed and Enter pressed', async () => {
    const form = { ...SETTINGS, language: 'en' }
    const asked = await post(path, { ...form, madeFrom: await madeFrom(), email: 'alice@example.com' })
    expect(asked.status).toBe(200)
    expect(await asked.text()).toMatch(/<p>Saved\..*<p>A mail is on its way to alice@example\.com/s)
    expect(await alice()).toMatchObject({ hour: 9, email: 'alice@example.org' })
    const refused = await post(path, { ...form, hour: '8', madeFrom: await madeFrom(), email: 'alice' })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toMatch(/<p>Saved\..*<a href="#email">/s)
    expect(await alice()).toMatchObject({ hour: 8 })
  })

  it.each([
    ['up:2', ['RAG', 'robot', 'agents']],
    ['down:1', ['RAG', 'robot', 'agents']],
    ['up:1', ['robot', 'RAG', 'agents']],
    ['down:3', ['robot', 'RAG', 'agents']],
    ['remove:1', ['RAG', 'agents']],
    ['remove:99', ['robot', 'RAG', 'agents']],
  ])('are shown rearranged without a script, and not yet saved (%s)', async (action, order) => {
    const keyword = ['robot', 'RAG', 'agents']
    const answer = await post(path, {
      ...SETTINGS,
      'keyword[]': keyword,
      'mode[]': keyword.map(() => 'search'),
      added: '',
      action,
    })
    expect(answer.status).toBe(200)
    const shown = [...(await answer.text()).matchAll(/name="keyword\[\]" value="([^"]*)"/g)].map(([, text]) => text)
    expect(shown).toEqual(order)
    expect(await alice()).toMatchObject({ keywords: searchFor(['robot', 'RAG']) })
  })

  it('count emptied rows where one is moved or removed, and search again for a paused keyword that is added', async () => {
    const rows = { 'keyword[]': ['', 'beta', 'gamma'], 'mode[]': ['search', 'paused', 'search'] }
    const moved = await (await post(path, { ...SETTINGS, ...rows, added: '', action: 'remove:2' })).text()
    expect([...moved.matchAll(/name="keyword\[\]" value="([^"]*)"/g)].map(([, text]) => text)).toEqual(['gamma'])
    expect(moved).toContain('not saved yet')
    await post(path, { ...SETTINGS, ...rows, added: 'Beta' })
    expect(await alice()).toMatchObject({ keywords: searchFor(['beta', 'gamma']) })
  })

  it('say what is wrong with a body that is no form, and log nothing', async () => {
    const headers = { origin: ORIGIN, 'content-type': 'multipart/form-data; boundary=x' }
    for (const to of [path, `${path}/address`, '/link']) {
      const answer = await web.request(ORIGIN + to, { method: 'POST', body: '--x\r\ncut', headers })
      expect([to, answer.status]).toEqual([to, 400])
      expect(await answer.text()).toContain('could not be read')
    }
  })

  it('pause a keyword from the digest by a button, whatever a scanner does', async () => {
    const mute = `${path}/mute?keyword=RAG`
    expect(await (await web.request(ORIGIN + mute)).text()).toContain('Mute “RAG”?')
    await web.request(ORIGIN + mute, { method: 'HEAD' })
    expect(await alice()).toMatchObject({ keywords: searchFor(['robot', 'RAG']) })
    for (let times = 0; times < 2; times++) expect((await post(mute, {})).status).toBe(200)
    expect(await alice()).toMatchObject({ keywords: [{ mode: 'search' }, { text: 'RAG', mode: 'paused' }] })
    expect((await post(`${path}/mute?keyword=gardening`, {})).status).toBe(404)
    expect((await web.request(`${ORIGIN}${path}/mute`)).status).toBe(404)
  })

  it('can be taken home as JSON, all of it', async () => {
    const answer = await web.request(`${ORIGIN}${path}/data.json`)
    expect(answer.headers.get('content-disposition')).toContain('attachment')
    expect(await answer.json()).toMatchObject({
      subscriber: { email: 'alice@example.org', keywords: searchFor(['robot', 'RAG']), state: 'active' },
      digests: [],
      bounces: [],
    })
  })

  it('are left alone by a scanner and by another site', async () => {
    const before = await alice()
    for (const method of ['GET', 'HEAD'])
      for (const to of [path, `${path}/delete`, `${path}/mute?keyword=RAG`, `${path}/data.json`])
        await web.request(ORIGIN + to, { method })
    expect((await post(path, SETTINGS, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await post(`${path}/delete`, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect(await alice()).toEqual(before)
  })

  it('bring back who had left, when they ask for it', async () => {
    await store.subscribers.unsubscribe(1, new Date())
    expect(await (await web.request(ORIGIN + path)).text()).toContain('Send digests again')
    const answer = await post(path, { ...SETTINGS, action: 'resume' })
    expect(answer.headers.get('location')).toBe(`${path}?resumed`)
    expect(await alice()).toMatchObject({ state: 'active', hour: 9 })
  })

  it('say why no mail comes where it came back, and send it again on a press of a button', async () => {
    await database.prisma.subscriber.update({
      where: { id: 1 },
      data: {
        suppressedAt: new Date('2026-05-11T22:00:00Z'),
        suppressedReason: '550 <script> no such user',
        bounceScore: 5,
      },
    })
    const page = await (await web.request(ORIGIN + path)).text()
    expect(page).toContain('since 12 May 2026')
    expect(page).toContain('550 &lt;script&gt; no such user')
    await web.request(`${ORIGIN}${path}/trust`)
    expect((await post(`${path}/trust`, {}, { origin: 'https://evil.example' })).status).toBe(403)
    expect(await alice()).toMatchObject({ suppressed: { reason: '550 <script> no such user' } })

    const answer = await post(`${path}/trust`, {})
    expect(answer.headers.get('location')).toBe(`${path}?trusted`)
    expect(await store.subscribers.kept(1)).toMatchObject({ suppressed: null, bounceScore: 0, bouncedAt: null })
    expect(await (await web.request(`${ORIGIN}${path}?trusted`)).text()).toContain('Digests are sent again')
    expect((await post(`${path}/trust`, {})).status).toBe(303)
  })

  it('are where a reload leads from an address that takes forms alone, in the language of the page', async () => {
    for (const target of ['trust', 'address'])
      for (const [asked, found] of [
        ['', path],
        ['?lang=zh', `${path}?lang=zh`],
      ]) {
        const answer = await web.request(`${ORIGIN}${path}/${target}${asked}`)
        expect([answer.status, answer.headers.get('location')]).toEqual([303, found])
      }
    const left = path.replace('/m/', '/u/').replace(/[^/]+$/, tokens.sign('unsubscribe', 1))
    const undone = await web.request(`${ORIGIN}${left}/undo`)
    expect([undone.status, undone.headers.get('location')]).toEqual([303, left])
    expect(await alice()).toMatchObject({ state: 'active' })
    await store.subscribers.unsubscribe(1, new Date())
    expect((await web.request(`${ORIGIN}${left}/undo`)).status).toBe(303)
    expect(await alice()).toMatchObject({ state: 'unsubscribed' })
    for (const forged of ['/m/x/address', '/m/x/trust', '/u/x/undo'])
      expect((await web.request(ORIGIN + forged)).status).toBe(404)
  })

  it('are deleted with everything, for good, also when asked twice', async () => {
    expect(await (await web.request(`${ORIGIN}${path}/delete`)).text()).toContain('for good')
    expect((await post(`${path}/delete`, {})).status).toBe(200)
    expect(await alice()).toBeNull()
    expect((await post(`${path}/delete`, {})).status).toBe(200)
    expect((await web.request(ORIGIN + path)).status).toBe(404)
  })
})
