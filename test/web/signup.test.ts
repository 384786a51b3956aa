import type { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { KeywordPreview } from '../../src/domain/keyword-preview.ts'
import type { WebDeps } from '../../src/web/ports.ts'
import { createWeb } from '../../src/web/server.ts'
import { ALICE, webDeps } from './deps.ts'

const FORM = {
  email: 'alice@example.org',
  keywords: 'diffusion policy\r\n\r\n  k-means \r\n',
  language: 'zh',
  hour: '6',
  timeZone: 'Asia/Shanghai',
  website: '',
  stamp: '5000',
  action: 'subscribe',
}

describe('the form', () => {
  it('is English, or Chinese where the browser or the switch asks for it', async () => {
    const { web } = site()
    expect(await (await web.request('/')).text()).toContain('<html lang="en"')
    const chinese = await (
      await web.request('/', { headers: { 'accept-language': 'fr, zh-CN;q=0.9, en;q=0.5' } })
    ).text()
    expect(chinese).toContain('<html lang="zh-Hans"')
    expect(chinese).toMatch(/<option value="zh" [^>]*selected/)
    const switched = await (await web.request('/?lang=en', { headers: { 'accept-language': 'zh' } })).text()
    expect(switched).toContain('<html lang="en"')
    expect(switched).toContain('action="/?lang=en"')
    expect(await (await web.request('/?lang=xx')).text()).toContain('<html lang="en"')
  })

  it('is shown in the other language with all that was typed, unchecked, by a POST that does nothing', async () => {
    const { web, recorded } = site()
    const typed = { ...FORM, email: 'alice@', keywords: 'RAG\nrags', language: 'en', proposed: 'en', action: 'switch' }
    const answer = await post(web, '/?lang=zh', typed)
    const page = await answer.text()
    expect(answer.status).toBe(200)
    expect(page).toContain('<html lang="zh-Hans"')
    expect(page).toContain('action="/?lang=zh"')
    expect(page).toContain('value="alice@"')
    expect(page).toContain('>RAG\nrags</textarea>')
    expect(page).toContain('<option value="6" selected="">')
    expect(page).toContain('<option selected="">Asia/Shanghai</option>')
    expect(page).toContain('name="stamp" value="5000"')
    expect(page).not.toContain('aria-invalid')
    expect(page).not.toContain('data-guess')
    expect(recorded).toMatchObject({ requests: [], networks: [] })
  })

  it('has the language of mails follow that of the page until somebody chooses one', async () => {
    const { web } = site()
    const chosen = async (lang: string, language: string, proposed: string) => {
      const page = await (await post(web, `/?lang=${lang}`, { ...FORM, language, proposed, action: 'switch' })).text()
      const [, mails] = /<option value="(\w+)" [^>]*selected/.exec(page) ?? []
      return [mails, /name="proposed" value="(\w*)"/.exec(page)?.[1]]
    }
    expect(await (await web.request('/')).text()).toContain('name="proposed" value="en"')
    expect(await chosen('zh', 'en', 'en')).toEqual(['zh', 'zh'])
    expect(await chosen('zh', 'zh', 'en')).toEqual(['zh', ''])
    expect(await chosen('en', 'zh', '')).toEqual(['zh', ''])
    const refused = await (await post(web, '/', { ...FORM, email: '', proposed: 'zh' })).text()
    expect(refused).toContain('name="proposed" value="zh"')
  })

  it('may be put back by the browser on Back, a refused one too, and is kept by nobody else', async () => {
    const { web } = site()
    for (const answer of [await web.request('/'), await post(web, '/', { ...FORM, email: '' })])
      expect(answer.headers.get('cache-control')).toBe('private, no-cache')
  })

  it('may be found by search engines, unlike the pages that belong to somebody', async () => {
    const { web } = site()
    expect(await (await web.request('/')).text()).not.toContain('noindex')
    for (const path of ['/check-mail', '/c/alice', '/c/nobody'])
      expect(await (await web.request(path)).text()).toContain('noindex')
    expect(await (await web.request('/robots.txt')).text()).toContain('Disallow: /c/')
  })

  it('allows nothing but what the site itself serves', async () => {
    const { web } = site()
    const { headers } = await web.request('/')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect((await web.request('/c/alice')).headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('strict-transport-security')).toBeNull()
    const secure = createWeb(webDeps().deps, { publicUrl: 'https://paperboy.example.org', trustProxy: 0 })
    expect((await secure.request('/')).headers.get('strict-transport-security')).toBe('max-age=31536000')
    for (const path of ['/app.js', '/style.css', '/favicon.svg']) expect((await web.request(path)).status).toBe(200)
  })
})

describe('subscribing', () => {
  it('asks for the confirmation mail, and then says the same for every address', async () => {
    const { web, recorded } = site()
    const answer = await post(web, '/', FORM)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/check-mail')
    expect(recorded.requests).toEqual([
      {
        email: 'alice@example.org',
        keywords: ['diffusion policy', 'k-means'],
        language: 'zh',
        timeZone: 'Asia/Shanghai',
        hour: '6',
      },
    ])
    const page = await (await web.request('/check-mail')).text()
    expect(page).toContain('Check your mail')
    expect(page).not.toContain('alice')
  })

  it('keeps the language of the switch', async () => {
    const answer = await post(site().web, '/?lang=zh', FORM)
    expect(answer.headers.get('location')).toBe('/check-mail?lang=zh')
  })

  it('shows each error beside its field, and keeps what was typed', async () => {
    const { web, recorded } = site()
    const answer = await post(web, '/', { ...FORM, email: 'alice@', keywords: '***', hour: '31', timeZone: 'Mars' })
    const page = await answer.text()
    expect(answer.status).toBe(400)
    expect(recorded.requests).toEqual([])
    for (const field of ['email', 'keywords', 'hour', 'timezone']) {
      expect(page).toContain(`href="#${field}"`)
      expect(page).toMatch(new RegExp(`id="${field}" aria-describedby="[^"]*${field}-error" aria-invalid="true"`))
      expect(page).toContain(`id="${field}-error"`)
    }
    expect(page).toContain('&quot;alice@&quot; is not an email address')
    expect(page).toContain('value="alice@"')
    expect(page).toContain('>***</textarea>')
    expect(page).toMatch(/<option value="zh" [^>]*selected/)
    expect(page).toContain('value="5000"')
    expect(page).not.toContain('data-guess')
  })

  it('shows errors in Chinese, too', async () => {
    const page = await (await post(site().web, '/?lang=zh', { ...FORM, email: 'alice@' })).text()
    expect(page).toContain('请填写有效的邮箱地址')
    expect(page).not.toContain('is not an email address')
  })

  it('takes keywords with commas, semicolons and tabs between, as the chips do', async () => {
    const { web, recorded } = site()
    await post(web, '/', { ...FORM, keywords: 'diffusion policy, k-means;robot\tRAG，agents' })
    expect(recorded.requests[0]?.keywords).toEqual(['diffusion policy', 'k-means', 'robot', 'RAG', 'agents'])
  })

  it('refuses keywords that find the same papers, and says which', async () => {
    const { web, recorded } = site()
    const page = await (await post(web, '/', { ...FORM, keywords: 'RAG\nrags' })).text()
    expect(page).toContain('<a href="#keywords">“rags” finds the same papers as “RAG”: keep one of them.</a>')
    expect(page).toContain('>RAG\nrags</textarea>')
    const chinese = await (await post(web, '/?lang=zh', { ...FORM, keywords: 'RAG\nrags' })).text()
    expect(chinese).toContain('“rags”与“RAG”匹配的论文相同，请只保留一个。')
    expect(recorded.requests).toEqual([])
  })

  it('says what is missing where nothing was filled in, or nothing that belongs here', async () => {
    const page = await (await post(site().web, '/', { stamp: '5000', action: 'subscribe' })).text()
    for (const field of ['email', 'keywords', 'hour', 'timezone', 'language']) expect(page).toContain(`${field}-error`)
    const broken = await site().web.request('/', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data' },
      body: 'nonsense',
    })
    expect(broken.status).toBe(400)
  })

  it('answers whoever fills the hidden field as it answers everyone, and does nothing', async () => {
    const { web, recorded } = site()
    const answer = await post(web, '/', { ...FORM, website: 'https://spam.example', stamp: 'forged' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/check-mail'])
    expect(recorded).toMatchObject({ requests: [], networks: [] })
  })

  it.each([
    ['sent in a blink', '1999'],
    ['a day old', '86400001'],
    ['from the future', '-1'],
    ['forged', 'forged'],
    ['without a stamp', ''],
  ])('asks to send a form once more that is %s', async (_, stamp) => {
    const { web, recorded } = site()
    const answer = await post(web, '/', { ...FORM, stamp })
    const page = await answer.text()
    expect(answer.status).toBe(400)
    expect(page).toContain('once more')
    expect(page).toContain('value="alice@example.org"')
    expect(page).toContain(`name="stamp" value="${stamp === '1999' ? '1999' : 'new'}"`)
    expect(recorded.requests).toEqual([])
  })

  it('refuses a network that signs up too many', async () => {
    const { web, recorded } = site({ admit: async () => false })
    const answer = await post(web, '/', FORM)
    expect(answer.status).toBe(429)
    expect(await answer.text()).toContain('Too many sign-ups')
    expect(recorded.requests).toEqual([])
  })

  it('does not show what it can not tell: an inner error is bland', async () => {
    const request = async () => {
      throw new Error('relation "subscriber" does not exist')
    }
    const { web } = site({ signUp: { ...webDeps().deps.signUp, request } })
    const answer = await post(web, '/', FORM)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('relation')
  })
})

describe('a form from another site', () => {
  const foreign = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'not a URL' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost' },
    { 'sec-fetch-site': 'same-site' },
  ]
  it.each(foreign)('is refused: %j', async (headers) => {
    const { web, recorded } = site()
    for (const path of ['/', '/preview']) expect((await post(web, path, FORM, headers)).status).toBe(403)
    expect(recorded).toMatchObject({ requests: [], networks: [] })
  })

  it('confirms nothing', async () => {
    const { web, recorded } = site()
    expect((await post(web, '/c/alice', {}, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await post(web, '/c/alice', {}, { origin: 'null', 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect(recorded.confirmed).toEqual([])
  })

  it.each([{}, { origin: 'http://localhost' }, { 'sec-fetch-site': 'same-origin', origin: 'null' }])(
    'is told from our own: %j',
    async (headers) => {
      expect((await post(site().web, '/', FORM, headers)).status).toBe(303)
    },
  )

  it('is told from our own behind a proxy that rewrites Host', async () => {
    const web = createWeb(webDeps().deps, { publicUrl: 'https://paperboy.example.org', trustProxy: 1 })
    expect((await post(web, '/', FORM, { origin: 'https://paperboy.example.org' })).status).toBe(303)
  })

  it('may be the button of a mail program that unsubscribes', async () => {
    const { web } = site({ tokens: { ...webDeps().deps.tokens, verify: () => 1n } })
    const answer = await post(web, '/u/1', { 'List-Unsubscribe': 'One-Click' }, { origin: 'https://mail.example' })
    expect(answer.status).toBe(200)
  })
})

describe('the network of a client', () => {
  it.each([
    ['without proxies, is not what the header claims', 0, '203.0.113.9', 'unknown'],
    ['is an IPv4 /24', 1, '203.0.113.9', '203.0.113.0/24'],
    ['is an IPv6 /64', 1, '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['is the same however the address is spelled', 1, '2001:0DB8:1::9', '2001:db8:1:0::/64'],
    ['is an IPv4 one within IPv6', 1, '::ffff:203.0.113.9', '203.0.113.0/24'],
    ['counts from the right', 1, '1.1.1.1, 203.0.113.9', '203.0.113.0/24'],
    ['passes as many proxies as there are', 2, '1.1.1.1, 203.0.113.9, 10.0.0.1', '203.0.113.0/24'],
    ['may come with a port', 1, '[2001:db8::1]:443', '2001:db8:0:0::/64'],
    ['is unknown where it is nonsense', 1, 'unknown, <b>', 'unknown'],
  ])('%s', async (_, trustProxy, forwarded, network) => {
    const { deps, recorded } = webDeps()
    await post(createWeb(deps, { publicUrl: null, trustProxy }), '/', FORM, { 'x-forwarded-for': forwarded })
    expect(recorded.networks).toEqual([network])
  })
})

describe('the preview', () => {
  it('shows for each keyword how many papers every edition has, and the newest with the words marked', async () => {
    const page = await (
      await post(site().web, '/', { ...FORM, keywords: 'diffusion policy\ngardening', action: 'preview' })
    ).text()
    expect(page).toContain('27 matches for 2 keywords in 5 editions, 5 May 2026 to 11 May 2026.')
    expect(page).toContain('<mark>diffusion policy</mark>')
    expect(page.match(/<rect class="bar"/g)).toHaveLength(5)
    expect(page).toContain('<title>2026-05-08: 12 / 1097</title>')
    expect(page).toMatch(/<th scope="row">8 May 2026<\/th><td>12<\/td><td>1097<\/td>/)
    expect(page).toContain('Nothing found lately')
    expect(page).toContain('value="alice@example.org"')
    expect(page).toContain('>diffusion policy\ngardening</textarea>')
    expect(page).not.toContain(' style=')
  })

  it('warns of a keyword that finds too much', async () => {
    expect(await (await post(site().web, '/preview', { keywords: 'language model' })).text()).toContain('more than 5%')
  })

  it('comes as a fragment for the script, from the keywords alone', async () => {
    const fragment = await (await post(site().web, '/preview?lang=zh', { keywords: 'diffusion policy' })).text()
    expect(fragment).not.toContain('<html')
    expect(fragment).toContain('27 篇')
  })

  it('says what is wrong with a keyword, and why there is nothing to show', async () => {
    const { web } = site()
    const wrong = await post(web, '/preview', { keywords: '***' })
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('holds no letter and no digit')])
    const twice = await post(web, '/preview', { keywords: 'RAG\nrags' })
    expect([twice.status, await twice.text()]).toEqual([400, expect.stringContaining('same papers as “RAG”')])
    expect(await (await post(web, '/preview', { keywords: ' \n ' })).text()).toContain('Write a keyword')
    const early = site({ previewKeywords: async () => [{ keyword: 'x', counts: [], newest: [], warning: null }] })
    expect(await (await post(early.web, '/preview', { keywords: 'x' })).text()).toContain(
      'No papers have been read yet',
    )
  })

  it('is no page of its own: who asks for one finds the form', async () => {
    const answer = await site().web.request('/preview?lang=zh')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/?lang=zh'])
  })

  it('is refused to a network that asks too often, while the form stays', async () => {
    const { web } = site({ admit: async () => false })
    expect((await post(web, '/preview', { keywords: 'x' })).status).toBe(429)
    const page = await post(web, '/', { ...FORM, action: 'preview' })
    expect(page.status).toBe(429)
    expect(await page.text()).toContain('value="alice@example.org"')
  })

  it('shows script and markup in keywords and titles as the text that they are', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'</textarea><script>alert(1)</script>'
    const row: KeywordPreview = {
      keyword: evil,
      counts: [{ edition: '2026-05-11', matched: 1, announced: 10 }],
      newest: [{ id: '2613.00001', title: `${evil} & <b>bold</b>`, spans: [[0, 4]] }],
      warning: null,
    }
    const { web } = site({ previewKeywords: async () => [row] })
    const page = await (await post(web, '/', { ...FORM, keywords: evil, email: `"${evil}`, action: 'preview' })).text()
    expect(page).not.toMatch(/<img|<b>|<script>|onerror=[^&]*"/)
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page.match(/<\/textarea>/g)).toHaveLength(1)
  })
})

describe('the confirmation link', () => {
  it('shows who and what, and changes nothing until the button is pressed', async () => {
    const { web, recorded } = site()
    const page = await (await web.request('/c/alice')).text()
    await web.request('/c/alice', { method: 'HEAD' })
    for (const text of [ALICE.email, ...ALICE.keywords.map(({ text }) => text), '07:00 (Europe/Madrid)'])
      expect(page).toContain(text)
    expect(recorded.confirmed).toEqual([])
    const welcome = await post(web, '/c/alice', {}, { origin: 'null' })
    expect(welcome.status).toBe(200)
    expect(await welcome.text()).toContain('is sent to you at once')
    expect(recorded.confirmed).toEqual(['alice'])
  })

  it('tells who was subscribed before what it replaces, keyword by keyword', async () => {
    const { web } = site()
    const page = await (await web.request('/c/back')).text()
    expect(page).toContain('your 3 keywords of that time are replaced by these 2')
    expect(page).toMatch(/<dt>Keywords<\/dt>.*diffusion policy.*<dt>Keywords that are replaced<\/dt>.*tea ceremonies/s)
    expect(await (await web.request('/c/back?lang=zh')).text()).toContain('当时的 3 个关键词将由这 2 个取代')
    expect(await (await web.request('/c/alice')).text()).not.toContain('before')
  })

  it('may be followed and pressed again', async () => {
    const { web } = site()
    await post(web, '/c/alice', {})
    expect((await post(web, '/c/alice', {})).status).toBe(200)
    expect(await (await web.request('/c/alice')).text()).toContain('You are subscribed.')
  })

  it("speaks the subscriber's language, unless the switch says otherwise", async () => {
    const { web } = site()
    expect(await (await web.request('/c/chen')).text()).toContain('确认订阅')
    expect(await (await web.request('/c/chen?lang=en')).text()).toContain('Confirm your subscription')
  })

  it('is dead after its time, or made up', async () => {
    const { web } = site()
    for (const method of ['GET', 'POST']) {
      const old = await web.request('/c/old', { method })
      expect(old.status).toBe(410)
      expect(await old.text()).toContain('href="/"')
      expect((await web.request('/c/nobody', { method })).status).toBe(404)
    }
  })

  it('does not bring back who has left since', async () => {
    const left = async () => ({ ...ALICE, state: 'unsubscribed' as const })
    const pending = async () => ({ subscriber: await left(), replaced: [] })
    const { web } = site({ signUp: { ...webDeps().deps.signUp, pending, confirm: left } })
    expect((await web.request('/c/alice')).status).toBe(410)
    expect((await post(web, '/c/alice', {})).status).toBe(410)
  })
})

function site(changes: Partial<WebDeps> = {}) {
  const { deps, recorded } = webDeps(changes)
  return { web: createWeb(deps), recorded }
}

async function post(web: Hono, path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return web.request(path, { method: 'POST', body: new URLSearchParams(fields), headers })
}
