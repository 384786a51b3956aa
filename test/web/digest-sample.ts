import { composeDigest } from '../../src/digest/compose.ts'
import type { Digest } from '../../src/domain/digest.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import type { Language } from '../../src/domain/subscriber.ts'
import { entryOf, longPaper, translated } from '../support/digests.ts'
import { FACTS } from '../support/papers.ts'

const LONG = 'electroencephalographically-conditioned-transformer'
const TITLES = new Map([
  [4, 'G\\"odel codes in C++ for $\\pi_0$ & <friends>'],
  [5, `On an ${LONG} that opens drawers`],
])

/** Four keywords, short and long; paper 2 stands under the first two, paper 5 is the last one's alone. */
export function sampleDigest(language: Language): Digest {
  const entry = (number: number, keyword = 'diffusion policy') => {
    const found = longPaper(number, TITLES.has(number) ? { title: TITLES.get(number) ?? '' } : {})
    return language === 'zh' && number < 3 ? translated(found) : entryOf(found, keyword)
  }
  return composeDigest({ ...FACTS, since: null, language, ...defaultReading(language), missing: ['stat.ML'] }, [
    { keyword: 'diffusion policy', entries: [entry(1), entry(2), entry(3)] },
    { keyword: 'kitchen', entries: [entry(2, 'kitchen')] },
    { keyword: 'C++', entries: [entry(4, 'C\\+\\+')] },
    { keyword: LONG, entries: [entry(5, LONG)] },
    { keyword: 'gardening', entries: [] },
  ])
}
