import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/lib/log.ts'
import { createOffer } from '../../src/translate/offered.ts'
import { ProviderFailure } from '../../src/translate/provider.ts'

let at = Date.parse('2026-05-11T05:00:00Z')
const deps = (stored: string[] = []) => ({
  stored: async () => stored,
  now: () => new Date(at),
  log: createLog('silent'),
})
const provider = (name: string, languages: () => Promise<readonly string[] | null>) => ({ name, languages })

describe('The languages that readers can choose', () => {
  it('are what any translator has and what is stored, without English', async () => {
    const { whenOffered } = createOffer(
      [provider('a', async () => ['es', 'en-GB', 'de']), provider('b', async () => ['es', 'ca'])],
      deps(['zh']),
    )
    expect(await whenOffered()).toEqual(['ca', 'de', 'es', 'zh'])
  })

  it('are a fixed list for a language model, which can’t tell', async () => {
    const { whenOffered } = createOffer([provider('model', async () => null)], deps())
    expect(await whenOffered()).toEqual(expect.arrayContaining(['ar', 'es', 'ja', 'pt-BR', 'zh', 'zh-Hant']))
  })

  it('are none where nobody translates and nothing is stored', async () => {
    expect(await createOffer([], deps()).whenOffered()).toEqual([])
  })

  it('keep no page waiting for a slow translator, and are asked for once meanwhile', async () => {
    let asked = 0
    let answer: (languages: string[]) => void = () => {}
    const slow = provider('slow', () => {
      asked++
      return new Promise((resolve) => {
        answer = resolve
      })
    })
    const { offered, whenOffered } = createOffer([slow, provider('quick', async () => ['de'])], deps())
    expect(offered()).toEqual([])
    await new Promise((resolve) => setImmediate(resolve))
    expect(offered()).toEqual(['de'])
    const all = whenOffered()
    answer(['es'])
    expect(await all).toEqual(['de', 'es'])
    expect(asked).toBe(1)
  })

  it('stay what they were while a translator is down, and are asked for again a minute later, else after an hour', async () => {
    let asked = 0
    const moody = provider('moody', async () => {
      asked++
      if (asked === 2) throw new ProviderFailure('down', 'no connection')
      return [asked === 1 ? 'es' : 'fr']
    })
    const { whenOffered } = createOffer([moody], deps())
    const later = async (minutes: number) => {
      at += minutes * 60_000
      return [await whenOffered(), asked]
    }
    expect(await later(0)).toEqual([['es'], 1])
    expect(await later(59)).toEqual([['es'], 1])
    expect(await later(2)).toEqual([['es'], 2])
    expect(await later(2)).toEqual([['fr'], 3])
  })
})
