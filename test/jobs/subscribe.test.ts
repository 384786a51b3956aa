import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/domain/errors.ts'
import type { KeywordLine } from '../../src/domain/keyword.ts'
import { parseSubscription } from '../../src/jobs/subscribe.ts'
import { searchFor } from '../support/keywords.ts'

const keywordsOf = (keywords: KeywordLine[]) => parseSubscription({ email: 'alice@example.org', keywords }).keywords

/** The message and the pairs of a list that is refused. */
function refusal(keywords: KeywordLine[]) {
  try {
    keywordsOf(keywords)
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return { message: error.message, cause: error.cause }
    throw error
  }
  throw new Error('the list was taken')
}

describe('a list of keywords', () => {
  it('may repeat one in another case or with other blanks, which then stands there once', () => {
    expect(keywordsOf(['RAG', 'rag', ' RAG ', 'robot'])).toEqual(searchFor(['RAG', 'robot']))
  })

  it('is refused where two find the same papers, and says which', () => {
    const { message, cause } = refusal(['RAG', 'robot', 'rags', 'Robots'])
    expect(message).toBe(
      'keywords: "rags" finds the papers of "RAG": give one of them; "Robots" finds the papers of "robot": give one of them',
    )
    expect(cause).toMatchObject({
      pairs: [
        [{ text: 'RAG' }, { text: 'rags' }],
        [{ text: 'robot' }, { text: 'Robots' }],
      ],
    })
  })

  it('is refused where one is paused, too: it would find the same papers again', () => {
    expect(refusal([{ text: 'RAG', mode: 'paused' }, 'rags']).message).toContain('give one of them')
    expect(refusal([{ text: 'RAG', mode: 'paused' }, 'RAG']).message).toContain('give one of them')
  })

  it.each(['rags', 'rag', 'RAG'])('is refused where what is wanted is left out, too: RAG, not %s', (unwanted) => {
    const { message } = refusal(['RAG', { text: unwanted, mode: 'exclude' }])
    expect(message).toContain('decide for one')
  })

  it('tells of it beside what else is wrong with a sign-up', () => {
    const wrong = () => parseSubscription({ email: 'alice', keywords: ['RAG', 'rags'], hour: '25' })
    expect(wrong).toThrow(/^email: .*\nkeywords: "rags" .*\nhour: /)
  })
})
