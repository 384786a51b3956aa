import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseGlossary } from '../../src/translate/glossary.ts'
import { IGNORED_XML, type PlaceholderForm, TAGS, WORDS } from '../../src/translate/placeholders.ts'
import { type Provider, ProviderFailure } from '../../src/translate/provider.ts'
import { translateText, translateTexts } from '../../src/translate/translate.ts'
import { brokenPieces } from './support/checker.ts'
import { fakeProvider, pseudoSpanish } from './support/fake-provider.ts'
import { INVENTED_PAPERS, referencePapers } from './support/papers.ts'

describe('A text', () => {
  it('is translated around what was held back', async () => {
    const provider = fakeProvider(pseudoSpanish)
    const outcome = await translateText('We train $x$ agents, see \\cite{a}.', { target: 'es', providers: [provider] })
    expect(provider.requests).toEqual([['We train QX1Z agents, see QX2Z.']])
    expect(outcome).toEqual({
      state: 'translated',
      text: 'We traios $x$ agentos, seos \\cite{a}.',
      provider: 'fake',
      manner: 'whole',
    })
  })

  it('goes with others into one request, in their order', async () => {
    const provider = fakeProvider(pseudoSpanish)
    const outcomes = await translateTexts(['Some agents', 'We train agents.'], { target: 'es', providers: [provider] })
    expect(provider.requests).toHaveLength(1)
    expect(outcomes.map((outcome) => outcome.state === 'translated' && outcome.text)).toEqual([
      'Somos agentos',
      'We traios agentos.',
    ])
  })

  it('keeps its paragraphs', async () => {
    const provider = fakeProvider(pseudoSpanish)
    const outcome = await translateText('First agents.\n\nMore agents.', { target: 'es', providers: [provider] })
    expect(provider.requests).toEqual([['First agents.', 'More agents.']])
    expect(outcome).toMatchObject({ text: 'Firsos agentos.\n\nMoros agentos.' })
  })

  it.each(['$E = mc^2$', 'https://a.example/b', '', '42', '$x$: \\cite{a}'])(
    'without anything to translate (%j) is the same in every language, and nobody is asked',
    async (text) => {
      const provider = fakeProvider(() => new Error('asked'))
      expect(await translateText(text, { target: 'es', providers: [provider] })).toEqual({ state: 'same', text })
    },
  )

  it('stays English where no provider is configured', async () => {
    expect(await translateText('We train agents.', { target: 'es', providers: [] })).toEqual({
      state: 'untranslated',
      reasons: ['no provider is configured'],
      again: false,
      retryAfterMs: null,
    })
  })

  it('that is refused goes sentence by sentence', async () => {
    const provider = fakeProvider((text, request) => (request === 1 ? 'Nada de nada.' : pseudoSpanish(text)))
    const outcome = await translateText('We train $x$ agents. They learn $y$ things.', {
      target: 'es',
      providers: [provider],
    })
    expect(provider.requests[1]).toEqual(['We train QX1Z agents.', 'They learn QX1Z things.'])
    expect(outcome).toEqual({
      state: 'translated',
      text: 'We traios $x$ agentos. Theos learos $y$ thingos.',
      provider: 'fake',
      manner: 'sentences',
    })
  })

  it('holds its numbers back in the second attempt', async () => {
    const provider = fakeProvider((text) => pseudoSpanish(text.replaceAll('16', '61')))
    const outcome = await translateText('We train 16 agents.', { target: 'es', providers: [provider] })
    expect(provider.requests).toEqual([['We train 16 agents.'], ['We train QX1Z agents.']])
    expect(outcome).toMatchObject({ text: 'We traios 16 agentos.', manner: 'sentences' })
  })

  it('of Chinese sentences is joined without blanks', async () => {
    const provider = fakeProvider((_, request) => (request === 1 ? 'no' : '我们训练智能体。'))
    const outcome = await translateText('We train agents. They learn.', { target: 'zh', providers: [provider] })
    expect(outcome).toMatchObject({ text: '我们训练智能体。我们训练智能体。' })
  })

  it('of one sentence is not asked for twice in the same words', async () => {
    const provider = fakeProvider(() => 'Nada.')
    await translateText('We train $x$ agents.', { target: 'es', providers: [provider] })
    expect(provider.requests).toHaveLength(1)
  })

  it('that one provider can’t do goes to the next', async () => {
    const first = fakeProvider(() => '<html>', { name: 'first' })
    const second = fakeProvider(pseudoSpanish, { name: 'second', placeholders: TAGS })
    const outcome = await translateText('We train $x$ agents. They learn.', {
      target: 'es',
      providers: [first, second],
    })
    expect(first.requests).toHaveLength(2)
    expect(second.requests).toEqual([['We train <x1/> agents. They learn.']])
    expect(outcome).toMatchObject({ state: 'translated', provider: 'second' })
  })

  it('that no provider can do stays English, with the reasons of all', async () => {
    const first = fakeProvider((text) => text, { name: 'first' })
    const second = fakeProvider(() => 'Nada de nada.', { name: 'second' })
    expect(await translateText('We train $x$ agents.', { target: 'es', providers: [first, second] })).toEqual({
      state: 'untranslated',
      reasons: ['first: it is the source', 'second: "$x$" is missing'],
      again: false,
      retryAfterMs: null,
    })
  })

  it('tells whether another attempt makes sense, and when', async () => {
    const down = fakeProvider(() => new ProviderFailure('down', 'no connection'), { name: 'down' })
    const limited = fakeProvider(() => new ProviderFailure('limited', 'HTTP 429', { retryAfterMs: 5_000 }))
    const deaf = fakeProvider(() => new ProviderFailure('language', 'no es'))
    expect(await translateText('Some agents.', { target: 'es', providers: [down, limited, deaf] })).toEqual({
      state: 'untranslated',
      reasons: ['down: no connection', 'fake: HTTP 429', 'fake: no es'],
      again: true,
      retryAfterMs: null,
    })
    const closed = fakeProvider(() => new ProviderFailure('quota', 'HTTP 456', { retryAfterMs: 9_000 }))
    expect(await translateText('Some agents.', { target: 'es', providers: [closed, limited, deaf] })).toMatchObject({
      again: true,
      retryAfterMs: 5_000,
    })
  })

  it('makes sense again within the hour where nobody has the language, unless somebody has tried', async () => {
    const deaf = fakeProvider(() => new ProviderFailure('language', 'no es'))
    const parrot = fakeProvider((text) => text)
    const outcome = (providers: Provider[]) => translateText('Some agents.', { target: 'es', providers })
    expect(await outcome([deaf])).toMatchObject({ again: true, retryAfterMs: 3_600_000 })
    expect(await outcome([parrot, deaf])).toMatchObject({ again: false, retryAfterMs: null })
  })

  it('does not take others along when it fails', async () => {
    const provider = fakeProvider((text) => (text.includes('bad') ? 'Nada' : pseudoSpanish(text)))
    const outcomes = await translateTexts(['Good agents', 'A bad $x$'], { target: 'es', providers: [provider] })
    expect(outcomes.map(({ state }) => state)).toEqual(['translated', 'untranslated'])
  })

  it('is given up with the caller’s reason', async () => {
    const provider = fakeProvider(() => new DOMException('given up', 'AbortError'))
    const options = { target: 'es', providers: [provider], signal: AbortSignal.abort() }
    await expect(translateText('Some agents.', options)).rejects.toThrow('given up')
  })

  it('is not accepted from a provider that answers with too few texts', async () => {
    const provider = { ...fakeProvider(pseudoSpanish), translate: async () => [] }
    expect(await translateText('Some agents.', { target: 'es', providers: [provider] })).toMatchObject({
      reasons: ['fake: 0 translations of 1 texts'],
    })
  })
})

describe('A glossary', () => {
  const glossary = parseGlossary('diffusion policy\t扩散策略\nneural network\t神经网络', 'zh.tsv')
  const source = 'We train a diffusion policy.'

  it('is held back from a provider that takes none', async () => {
    const provider = fakeProvider(() => '我们训练一个 QX1Z。')
    const outcome = await translateText(source, { target: 'zh', providers: [provider], glossary })
    expect(provider.requests).toEqual([['We train a QX1Z.']])
    expect(outcome).toMatchObject({ text: '我们训练一个扩散策略。' })
  })

  it('is handed to a provider that takes one, but for terms that are not in the text', async () => {
    const provider = fakeProvider(() => '我们训练一个扩散策略。', { takesGlossary: true })
    const outcome = await translateText(source, { target: 'zh', providers: [provider], glossary })
    expect(provider.requests).toEqual([[source]])
    expect(provider.glossaries).toEqual([[{ source: 'diffusion policy', target: '扩散策略' }]])
    expect(outcome).toMatchObject({ manner: 'whole' })
  })

  it('is held back in the second attempt from one that did not follow it', async () => {
    const answers = ['我们训练一个扩散政策。', '我们训练一个 <x1/>。']
    const provider = fakeProvider((_, request) => answers[request - 1] ?? '', {
      takesGlossary: true,
      placeholders: TAGS,
    })
    const outcome = await translateText(source, { target: 'zh', providers: [provider], glossary })
    expect(provider.requests[1]).toEqual(['We train a <x1/>.'])
    expect(outcome).toMatchObject({ text: '我们训练一个扩散策略。', manner: 'sentences' })
  })
})

describe('A hostile provider', () => {
  const placeholder: Record<string, RegExp> = { words: /[A-Z]{2}\d+Z/g, tags: /<x\d+\/>/g, xml: /<x>\d+<\/x>/g }
  const forms: Record<string, PlaceholderForm> = { words: WORDS, tags: TAGS, xml: IGNORED_XML }

  /** What it does to a translation; each leaves the text as it is where it finds nothing to spoil. */
  const tricks: Record<string, (text: string, found: RegExp, source: string) => string> = {
    drops: (text, found) => text.replace(first(found), ''),
    doubles: (text, found) => text.replace(first(found), '$& $&'),
    'moves and doubles': (text, found) => `${(text.match(found) ?? [])[0] ?? ''} ${text}`,
    translates: (text, found) => text.replace(first(found), (one) => one.replace(/[a-z]+/i, 'cosa')),
    renumbers: (text, found) =>
      text.replace(first(found), (one) => one.replace(/\d+/, (digits) => `${Number(digits) + 1}`)),
    invents: (text, found) => `${text} ${(text.match(found) ?? [])[0]?.replace(/\d+/, '99') ?? ''}`,
    splits: (text, found) => text.replace(first(found), (one) => one.replace(/\d/, ' $& ')),
    'changes numbers': (text, found) =>
      text.replace(outside(found), (_, kept, digit) => kept ?? `${(Number(digit) + 1) % 10}`),
    'returns the source': (_text, _found, source) => source,
    'returns nothing': () => '',
    'returns HTML': (text) => `<p>${text}</p>`,
    'returns an error page': () => '<!doctype html><title>502 Bad Gateway</title>',
    'adds dollars': (text) => text.replace(' ', ' $ '),
    'adds a formula': (text) => `${text} $z$`,
    'stops half way': (text) => text.slice(0, text.length / 3),
    'opens brackets': (text) => text.replace(' ', ' ('),
    repeats: (text) => `${text} ${text} ${text} ${text}`,
  }

  const piece = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom('agents', 'learn', 'policies', 'that', 'robots', 'the', 'quickly', 'with'),
    },
    fc.constantFrom('$x^2$', '$k$', '$O(\\sqrt{T})$', '$n$-step', '3$\\times$', '\\(y\\)', '\\cite{bob}', '$\\pi_0$'),
    fc.constantFrom('https://a.example/b_c', 'arXiv:2613.00001v2', 'bob@example.org', 'snake_case', 'GPT-4o', 'ResNet'),
    fc.constantFrom('16', '3.5', '(deep)', '"so"', '\\$5', '50\\%', 'and, too.', '\\emph{all}', 'G\\"odel'),
  )
  const text = fc
    .array(piece, { minLength: 4, maxLength: 25 })
    .map((pieces) => `We train ${pieces.join(' ')} many agents.`)

  it.each(Object.keys(tricks))('that %s never gets a broken text through', async (trick) => {
    const spoil = tricks[trick] as (typeof tricks)[string]
    let spoilt = 0
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom('words', 'tags', 'xml'), async (source, form) => {
        const found = placeholder[form] as RegExp
        const provider = fakeProvider(
          (offered) => {
            const honest = pseudoSpanish(offered)
            const answer = spoil(honest, found, offered)
            if (answer !== honest) spoilt++
            return answer
          },
          { placeholders: forms[form] as PlaceholderForm },
        )
        const outcome = await translateText(source, { target: 'es', providers: [provider] })
        if (outcome.state === 'translated') expect(brokenPieces(source, outcome.text)).toEqual([])
      }),
      { numRuns: 60 },
    )
    expect(spoilt).toBeGreaterThan(0)
  })

  it('breaks nothing that is shown of the reference digest’s papers, whatever it does', async () => {
    const papers = referencePapers() ?? INVENTED_PAPERS
    const names = ['drops', 'doubles', 'moves and doubles', 'translates', 'renumbers', 'invents', 'splits']
    const found = placeholder.words as RegExp
    const spoilt = new Map<string, number>()
    for (const [number, { id, title, abstract }] of papers.entries()) {
      // Each paper meets three of them, and all of them meet many papers.
      for (const trick of [0, 1, 2].map((step) => names[(number + step) % names.length] as string)) {
        const provider = fakeProvider((offered) => {
          const honest = pseudoSpanish(offered)
          const answer = tricks[trick]?.(honest, found, offered) ?? honest
          if (answer !== honest) spoilt.set(trick, (spoilt.get(trick) ?? 0) + 1)
          return answer
        })
        const outcomes = await translateTexts([title, abstract], { target: 'es', providers: [provider] })
        for (const [index, source] of [title, abstract].entries()) {
          const outcome = outcomes[index]
          if (outcome?.state === 'translated') expect(brokenPieces(source, outcome.text), `${id} ${trick}`).toEqual([])
        }
      }
    }
    expect([...spoilt.keys()].sort()).toEqual(names.toSorted())
  })

  it('that only changes the order is believed', async () => {
    const turn = (offered: string) => {
      const found = offered.match(placeholder.words as RegExp) ?? []
      return pseudoSpanish(offered).replace(placeholder.words as RegExp, () => found.pop() ?? '')
    }
    for (const { title, abstract } of INVENTED_PAPERS) {
      const outcomes = await translateTexts([title, abstract], { target: 'es', providers: [fakeProvider(turn)] })
      for (const [index, source] of [title, abstract].entries()) {
        const outcome = outcomes[index]
        expect(outcome?.state, source).toBe('translated')
        if (outcome?.state === 'translated') expect(brokenPieces(source, outcome.text)).toEqual([])
      }
    }
  })
})

function first(pattern: RegExp): RegExp {
  return new RegExp(pattern.source)
}

/** A digit that stands in no placeholder. */
function outside(pattern: RegExp): RegExp {
  return new RegExp(`(${pattern.source})|(\\d)`, 'g')
}
