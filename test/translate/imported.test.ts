import { describe, expect, it } from 'vitest'
import { judgeImported } from '../../src/translate/imported.ts'

const TITLE = { source: 'A Study of Robots', translation: '机器人研究' }
const judge = (source: string, translation: string) =>
  judgeImported({ title: TITLE.source, abstract: source }, { title: TITLE.translation, abstract: translation }, 'zh')
const kept = (source: string, translation: string) => judge(source, translation).translation?.abstract

describe('A translation from elsewhere', () => {
  it.each([
    ['its formulas in another order', 'From $k$ to $n^2$ we go.', '我们从 $n^2$ 走到 $k$。'],
    ['its emphasis lost', 'We ask \\emph{what} to store.', '我们问存储什么。'],
    ['its emphasis kept', 'We ask \\emph{what} to store.', '我们问\\emph{什么}要存储。'],
    ['money as words', 'It costs $5 to start.', '启动需要5美元。'],
    ['a link as it was', 'See https://a.example/b.', '见 https://a.example/b。'],
    ['numbers as words', 'We use six robots.', '我们使用六个机器人。'],
  ])('is kept with %s', (_what, source, translation) => {
    expect(judge(source, translation)).toMatchObject({ fault: null, translation: { abstract: translation } })
  })

  it.each([
    ['a formula that became money', 'It has $1.0$ success.', '成功率为1.0美元。', 'the formula $1.0$ is missing'],
    ['a formula that lost its end', 'best-of-$N$ is good.', '$N最佳值很好。', 'the formula $N$ is missing'],
    [
      'a bracket too many in a formula',
      'It is $o(n^{-1})$ now.',
      '现在是 $o(n^{-1}))$。',
      'the formula $o(n^{-1})$ is missing',
    ],
    ['a formula that nobody wrote', 'We go home.', '我们 $x$ 回家。', '$x$ is no formula of the source'],
    [
      'a dollar that nobody wrote',
      'We go home with $k$.',
      '我们带着 $k$ 和 $ 回家。',
      'it holds a dollar sign that the source has not',
    ],
    ['braces that do not close', 'We \\emph{go} home.', '我们\\emph{回家。', 'its braces do not match'],
    ['a command that nobody wrote', 'We go home.', '我们\\textbf回家。', 'the command \\textbf is not in the source'],
    ['a link that is missing', 'See https://a.example/b.', '见那里。', 'the address https://a.example/b is missing'],
    [
      'a link to elsewhere',
      'We go home.',
      '见 https://b.example/x 。',
      'https://b.example/x is no address of the source',
    ],
    [
      'an identifier that is missing',
      'As in arXiv:2613.00001v2 before.',
      '如前所述。',
      'arXiv:2613.00001v2 is missing',
    ],
    ['HTML', 'We go home.', '<b>我们</b>回家。', 'it holds HTML that the source has not'],
    ['nothing in it', 'We go home.', ' ', 'it is empty'],
    ['the source itself', 'We go home.', 'We go home.', 'it is the source'],
    ['another language', 'We go home.', 'Мы идём домой.', 'it is not written in the script of zh'],
  ])('is refused with %s', (_what, source, translation, reason) => {
    expect(judge(source, translation)).toEqual({ translation: null, fault: `abstract: ${reason}` })
  })

  it('may be of the title alone, and is refused whole where the title is broken', () => {
    const source = { title: 'Learning $f$-Divergences', abstract: 'We go home.' }
    expect(judgeImported(source, { title: '学习 $f$ 散度', abstract: null }, 'zh').translation).toEqual({
      title: '学习 $f$ 散度',
      abstract: null,
    })
    expect(judgeImported(source, { title: '学习f散度', abstract: '我们回家。' }, 'zh').fault).toBe(
      'title: the formula $f$ is missing',
    )
  })
})

describe('"this https URL"', () => {
  it('becomes the link again', () => {
    expect(kept('Code is at https://a.example/b.', '代码在此 https URL 发布。')).toBe(
      '代码在 https://a.example/b 发布。',
    )
    expect(kept('Code: https://a.example/b', '代码:这个 https URL')).toBe('代码: https://a.example/b')
    expect(kept('Code is at https://a.example/b.', '代码见此HTTPS网址。')).toBe('代码见 https://a.example/b。')
  })

  it('of two links in two sentences becomes both', () => {
    expect(
      kept('Code: https://a.example/b. Data: https://a.example/c.', '代码在此 https URL。数据在此 https 网址。'),
    ).toBe('代码在 https://a.example/b。数据在 https://a.example/c。')
  })

  it('is left, and refused, where nobody can tell which link it was', () => {
    const one = judge('Both are at https://a.example/b and https://a.example/c.', '两者在此 https URL 和此 https URL。')
    expect(one.fault).toBe('abstract: the address https://a.example/b is missing')
    expect(judge('See https://a.example/b and https://a.example/c.', '见此 https URL。').fault).toMatch(/is missing/)
  })
})

describe('A citation whose key was translated', () => {
  it('has the key again, where there is one', () => {
    expect(kept('As in \\cite{bob1975optimality} we go.', '如 \\cite{bob1975optimal 性} 所述。')).toBe(
      '如 \\cite{bob1975optimality} 所述。',
    )
  })
})
