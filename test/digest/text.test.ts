import { describe, expect, it } from 'vitest'
import { composeDigest } from '../../src/digest/compose.ts'
import { textRendition } from '../../src/digest/rendition.ts'
import { digestText } from '../../src/digest/text.ts'
import { defaultReading } from '../../src/domain/reading.ts'
import { entry, FACTS, paper } from '../support/papers.ts'

const LINKS = {
  web: 'https://p.example/d/1',
  manage: 'https://p.example/m/1',
  unsubscribe: 'https://p.example/u/1',
  mute: null,
}
const SENDER = { postalAddress: '1 Example Street', categories: ['cs.AI', 'cs.LG'] }

const shared = paper(2, {
  title: 'G\\"odel \\textbf{M}achines',
  authors: ["Alice Kidzi\\'nski", 'Bob Example'],
  abstract: 'First paragraph.\n\nSecond one, up 5\\%.',
})
const digest = composeDigest(FACTS, [
  { keyword: 'machine', entries: [entry(paper(3)), entry(shared)] },
  { keyword: 'gödel', entries: [entry(shared, 'title')] },
  { keyword: 'nothing', entries: [] },
])
const chinese = composeDigest({ ...FACTS, language: 'zh', ...defaultReading('zh'), missing: ['cs.LG'] }, [
  {
    keyword: 'machine',
    entries: [
      { ...entry(shared), translation: { title: '哥德尔机', abstract: '第一段。\n\n第二段。' } },
      entry(paper(3)),
    ],
  },
])

describe('the complete text rendition', () => {
  it('has one line a field, papers by arXiv id, and a paper of two keywords under each', () => {
    expect(textRendition(digest).split('\n')).toEqual([
      'Generated: 2026-05-12 07:00:00 (UTC+8); announced by arXiv: 2026-05-10 20:00 EDT (2026-05-11 08:00 UTC+8)',
      '3 entries today (2 distinct papers)',
      'Keyword: machine',
      'Gödel Machines',
      '- Authors: Alice Kidziński, Bob Example',
      '- Subjects: Artificial Intelligence (cs.AI); Machine Learning (cs.LG)',
      '- Arxiv link: https://arxiv.org/abs/2613.00002',
      '- Pdf link: https://arxiv.org/pdf/2613.00002',
      '- Abstract',
      'First paragraph. Second one, up 5%.',
      'Invented paper number 3',
      '- Authors: Alice Sample, Bob Example',
      '- Subjects: Artificial Intelligence (cs.AI); Machine Learning (cs.LG)',
      '- Arxiv link: https://arxiv.org/abs/2613.00003',
      '- Pdf link: https://arxiv.org/pdf/2613.00003',
      '- Abstract',
      'An abstract about nothing in particular, numbered 3.',
      'Keyword: gödel',
      'Gödel Machines',
      '- Authors: Alice Kidziński, Bob Example',
      '- Subjects: Artificial Intelligence (cs.AI); Machine Learning (cs.LG)',
      '- Arxiv link: https://arxiv.org/abs/2613.00002',
      '- Pdf link: https://arxiv.org/pdf/2613.00002',
      '- Abstract',
      'First paragraph. Second one, up 5%.',
      'Nothing this time for nothing.',
      '',
    ])
  })

  it('puts the translation under the original, and says what is missing', () => {
    expect(textRendition(chinese).split('\n').slice(0, 14)).toEqual([
      '生成时间: 2026-05-12 07:00:00 (UTC+8); Arxiv 发布时间: 2026-05-10 20:00 EDT (2026-05-11 08:00 UTC+8)',
      '今天共有 2 条相关条目（2 篇不同的论文）',
      '1 篇论文尚无简体中文译文，以英文原文显示。',
      '生成本期时未能完整读取 arXiv 的 cs.LG 列表，可能有论文缺失。',
      'Keyword: machine',
      'Gödel Machines',
      '哥德尔机',
      '- Authors: Alice Kidziński, Bob Example',
      '- Subjects: Artificial Intelligence (cs.AI); Machine Learning (cs.LG)',
      '- Arxiv link: https://arxiv.org/abs/2613.00002',
      '- Pdf link: https://arxiv.org/pdf/2613.00002',
      '- Abstract',
      'First paragraph. Second one, up 5%.',
      '- 中文摘要',
    ])
  })
})

describe('the text part of a mail', () => {
  it('names a repeated paper once in full, keeps paragraphs, and ends with the ways out', () => {
    const text = digestText(digest, LINKS, SENDER)
    expect(text.match(/First paragraph\.\n\nSecond one/g)).toHaveLength(1)
    expect(text).toContain('Gödel Machines (shown under “machine”)\nhttps://arxiv.org/abs/2613.00002')
    expect(text).toContain('2 of 1,097 papers announced are for you.')
    expect(text).toContain('Nothing this time for nothing.')
    for (const link of [LINKS.manage, LINKS.unsubscribe]) expect(text).toContain(link)
    expect(text).toContain('1 Example Street')
    expect(text).not.toContain(LINKS.web)
  })

  it('says what was left out, and where it is', () => {
    const [first] = digest.groups
    if (!first?.entries[0]) throw new Error('no group')
    const short = {
      ...digest,
      groups: [{ ...first, entries: [{ kind: 'brief' as const, entry: first.entries[0].entry }], hidden: 1 }],
      hiddenGroups: 1,
    }
    const text = digestText(short, LINKS, SENDER)
    expect(text).toContain(`1 more paper: ${LINKS.web}`)
    expect(text).toContain('Papers for 1 more keyword are on the web.')
    expect(text).toContain(`Read the whole digest on the web: ${LINKS.web}`)
    expect(text).not.toContain('- Abstract')
  })
})
