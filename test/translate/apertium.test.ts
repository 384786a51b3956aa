import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApertium } from '../../src/translate/apertium.ts'
import type { Provider } from '../../src/translate/provider.ts'
import { type Outcome, translateTexts } from '../../src/translate/translate.ts'
import { type ApertiumServer, lacksApertium, startApertium } from './support/apertium.ts'
import { brokenPieces } from './support/checker.ts'
import { INVENTED_PAPERS, referencePapers } from './support/papers.ts'

describe.skipIf(lacksApertium())('A real Apertium server', () => {
  let server: ApertiumServer
  let provider: Provider

  beforeAll(async () => {
    server = await startApertium()
    provider = createApertium({ baseUrl: server.origin }, { fetch, now: () => new Date(), timeoutMs: 30_000 })
  })
  afterAll(() => server?.stop())

  it('tells which languages it translates English into', async () => {
    expect(await provider.languages()).toContain('es')
  })

  it('says that it does not know a language', async () => {
    await expect(provider.translate(['A dog.'], 'en', 'ja')).rejects.toMatchObject({ kind: 'language' })
  })

  it('translates what Paperboy gives it', async () => {
    const [outcome] = await translateTexts(['The dog sees the house of $x^2$.'], {
      target: 'es',
      providers: [provider],
    })
    expect(outcome).toEqual({
      state: 'translated',
      text: 'El perro ve la casa de $x^2$.',
      provider: 'apertium',
      manner: 'whole',
    })
  })

  const papers = referencePapers() ?? INVENTED_PAPERS
  it(`translates all ${papers.length} papers into Spanish without breaking a formula, a URL or an id`, async () => {
    const faults: string[] = []
    for (const { id, title, abstract } of papers) {
      const outcomes = await translateTexts([title, abstract], { target: 'es', providers: [provider] })
      for (const [index, source] of [title, abstract].entries())
        faults.push(...faultsOf(source, outcomes[index] as Outcome).map((fault) => `${id}: ${fault}`))
    }
    expect(faults).toEqual([])
  }, 120_000)

  it('translates ten papers that hold all that translations break', async () => {
    for (const { title, abstract } of INVENTED_PAPERS) {
      const outcomes = await translateTexts([title, abstract], { target: 'es', providers: [provider] })
      for (const [index, source] of [title, abstract].entries())
        expect(faultsOf(source, outcomes[index] as Outcome), source).toEqual([])
    }
  })
})

function faultsOf(source: string, outcome: Outcome): string[] {
  if (outcome.state !== 'translated') return [`${outcome.state}: ${JSON.stringify(outcome)}`]
  return brokenPieces(source, outcome.text)
}
