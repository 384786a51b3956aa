import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOfSentences } from '../../src/lib/sentences.ts'

const first = (source: string, count = 1) => source.slice(0, endOfSentences(source, count))

describe('the first sentences of an abstract', () => {
  it.each([
    ['Robots forget. We ask why.', 'Robots forget.'],
    ['Why do robots forget? We ask.', 'Why do robots forget?'],
    ['They “forget.” We ask why.', 'They “forget.”'],
    ['Some tasks, e.g. Atari, are hard. We try.', 'Some tasks, e.g. Atari, are hard.'],
    ['As Sample et al. Showed, it is hard. We try.', 'As Sample et al. Showed, it is hard.'],
    ['See Fig. 2 and Eq. (3). We try.', 'See Fig. 2 and Eq. (3).'],
    ['J. Sample of the U.S. Army said so. We try.', 'J. Sample of the U.S. Army said so.'],
    ['It is 3.1 times better, i.e. 11.8%. We try.', 'It is 3.1 times better, i.e. 11.8%.'],
    ['See https://example.org/a.B?c. We try.', 'See https://example.org/a.B?c.'],
    ['We read it. arXiv has more. We try.', 'We read it. arXiv has more.'],
    ['Let $x. Y$ be free. We try.', 'Let $x. Y$ be free.'],
    ['We bound it by $n$. $f$ is convex.', 'We bound it by $n$.'],
    ['{Not. A. Cut.} In groups. We try.', '{Not. A. Cut.} In groups.'],
    ['We try. \\emph{And} fail.', 'We try.'],
    ['One paragraph\n\nAnother', 'One paragraph'],
    ['No end at all', 'No end at all'],
    ['', ''],
    ['机器人会遗忘。我们问为什么。', '机器人会遗忘。'],
    ['准确率为 3.1%！我们再试。', '准确率为 3.1%！'],
    ['他说“好。”然后走了。', '他说“好。”'],
    ['الروبوتات تنسى. نسأل لماذا؟ نجرب.', 'الروبوتات تنسى.'],
  ])('of %j is %j', (source, sentence) => {
    expect(first(source)).toBe(sentence)
  })

  it('are as many as are asked for, where there are', () => {
    expect(first('One. Two. Three.', 2)).toBe('One. Two.')
    expect(first('One. Two.', 3)).toBe('One. Two.')
  })

  it('never end inside a formula or a group, and are never beyond the text', () => {
    const piece = fc.constantFrom(
      '$a. B$',
      '{A. B}',
      'We try. ',
      'e.g. ',
      '。',
      '\n\n',
      '\\frac{1. A}{2}',
      '{',
      '$',
      'x',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 3 }), (pieces, count) => {
        const source = pieces.join('')
        const end = endOfSentences(source, count)
        expect(end).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(source.length)
        for (const whole of ['$a. B$', '{A. B}'])
          if (!pieces.includes('$') && !pieces.includes('{'))
            for (const { index } of source.matchAll(new RegExp(whole.replace(/[$.{}]/g, '\\$&'), 'g')))
              expect(end <= index || end >= index + whole.length).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
