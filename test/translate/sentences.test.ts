import { describe, expect, it } from 'vitest'
import { targetOf } from '../../src/translate/passage.ts'
import { protect } from '../../src/translate/protect.ts'
import { sentencesOf } from '../../src/translate/sentences.ts'

const sentences = (text: string) => sentencesOf(protect(text)).map(targetOf)

describe('Sentences end', () => {
  it.each([
    ['at a point before a capital', 'We train. They learn.', ['We train.', 'They learn.']],
    ['at other marks', 'Why? Because! Yes.', ['Why?', 'Because!', 'Yes.']],
    ['behind quotes and brackets', 'We train "it." (They learn.) Yes.', ['We train "it."', '(They learn.)', 'Yes.']],
    ['before a number', 'We train. 16 learn.', ['We train.', '16 learn.']],
    ['before and behind a formula', 'It is $x$. $y$ is not.', ['It is $x$.', '$y$ is not.']],
    ['behind a URL', 'See https://a.example/b. It works.', ['See https://a.example/b.', 'It works.']],
    ['at "etc." before a capital', 'Cats, dogs, etc. They live.', ['Cats, dogs, etc.', 'They live.']],
  ])('%s', (_, text, expected) => {
    expect(sentences(text)).toEqual(expected)
  })

  it.each([
    ['at abbreviations', 'See e.g. Alice et al. (2024), i.e. Fig. 3, Sec. 2 vs. Eq. 5.'],
    ['at initials', 'J. Smith of the U.S. Army trains.'],
    ['before a small letter', 'The .net of approx. five trains.'],
    ['inside numbers and names', 'Qwen2.5 has 3.5 of v1.2.'],
    ['inside a formula', 'Let $x. Y$ be it.'],
    ['where nothing follows', 'We train. '],
  ])('not %s', (_, text) => {
    expect(sentences(text)).toEqual([text.trim()])
  })
})
