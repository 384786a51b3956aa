import type { Paper } from '../src/domain/paper.ts'
import { TAGS } from '../src/translate/placeholders.ts'
import type { Provider } from '../src/translate/provider.ts'
import { translateTexts } from '../src/translate/translate.ts'
import { median, ms, type Row } from './measure.ts'

/** Answers at once, with something like Spanish. */
const instant: Provider = {
  name: 'instant',
  placeholders: TAGS,
  takesGlossary: false,
  languages: async () => null,
  translate: async (texts) =>
    texts.map((text) => text.replace(/(?<![\w<&/'’])[A-Z]?[a-z]{3,}(?![\w'’])/g, (word) => `${word.slice(0, -1)}os`)),
}
const A_REQUEST_MS = 1_000

/** What taking out, putting back and verifying take, beside the requests at the default pace. */
export async function benchTranslation(papers: readonly Paper[]): Promise<Row> {
  let translated = 0
  const ours = await median(1, async () => {
    translated = 0
    for (const { title, abstract } of papers) {
      const outcomes = await translateTexts([title, abstract], { target: 'es', providers: [instant] })
      translated += outcomes.filter(({ state }) => state === 'translated').length
    }
  })
  const count = papers.length.toLocaleString('en-US')
  return {
    what: `protect and verify ${count} papers for a translator (${translated} of ${papers.length * 2} texts passed)`,
    ours: ms(ours),
    beside: 'its answers, one a second (limit)',
    value: ms(papers.length * A_REQUEST_MS),
    ratio: (papers.length * A_REQUEST_MS) / ours,
  }
}
