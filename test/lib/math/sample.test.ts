import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { shownText } from '../../../src/lib/tex-shown.ts'

const SAMPLE = readFileSync(new URL('../../../docs/mathematics-sample.md', import.meta.url), 'utf8')

const read = [...SAMPLE.matchAll(/^ *\d+ {2}(.+?) {2}⇒ {2}(.+)$/gm)].map(([, source = '', shown = '']) => ({
  source,
  shown,
}))

describe('the formulas that were read by eye', () => {
  it('are 200 and 50, all different', () => {
    expect(new Set(read.map(({ source }) => source)).size).toBe(250)
  })

  it('are shown as they were when they were read', () => {
    expect(read.map(({ source }) => ({ source, shown: shownText(source).text }))).toEqual(read)
  })
})
