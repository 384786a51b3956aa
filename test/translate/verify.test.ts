import { describe, expect, it } from 'vitest'
import type { GlossaryEntry } from '../../src/translate/glossary.ts'
import { numberFault } from '../../src/translate/numbers.ts'
import { formulaFault } from '../../src/translate/pieces.ts'
import { offer, type PlaceholderForm, TAGS, WORDS } from '../../src/translate/placeholders.ts'
import { protect, putBack } from '../../src/translate/protect.ts'
import { verify } from '../../src/translate/verify.ts'

/** What is said of an answer to a source in the words form. */
function fault(
  source: string,
  answer: string,
  target = 'es',
  { terms = [], form = WORDS }: { terms?: GlossaryEntry[]; form?: PlaceholderForm } = {},
): string | null {
  const passage = protect(source)
  const { read, remains } = offer(passage, form)
  const reply = read(answer)
  return verify({ passage, reply, text: putBack(reply, passage, target), target, remains, terms })
}

describe('A translation is accepted', () => {
  it.each([
    ['as a translator gives it', 'We train $x$ agents.', 'Entrenamos agentes QX1Z.', 'es'],
    ['with its pieces in another order', 'The $a$ of $b$ is new.', 'De QX2Z, el QX1Z es nuevo.', 'es'],
    ['in Chinese', 'We train $x$ agents with RL.', '我们用 RL 训练 QX1Z 智能体。', 'zh'],
    ['in Chinese with its own brackets', 'We train agents (with RL).', '我们训练智能体（使用 RL）。', 'zh'],
    ['in Japanese', 'We train many agents with care.', '私たちは多くのエージェントを注意深く訓練します。', 'ja'],
    ['in Korean, whose particles touch a formula', 'We train $x$ agents.', '우리는 QX1Z를 훈련합니다.', 'ko'],
    ['in Russian', 'We train the agents of $x$.', 'Мы обучаем агентов QX1Z.', 'ru'],
    ['in Arabic', 'We train the agents of $x$.', 'نقوم بتدريب وكلاء QX1Z.', 'ar'],
    ['in Greek', 'We train the agents of $x$.', 'Εκπαιδεύουμε τους πράκτορες του QX1Z.', 'el'],
    ['in Hebrew', 'We train the agents of $x$.', 'אנו מאמנים את הסוכנים של QX1Z.', 'he'],
    ['in Hindi', 'We train the agents of $x$.', 'हम QX1Z के एजेंटों को प्रशिक्षित करते हैं।', 'hi'],
    ['with quotes of its language', 'We call it "deep".', 'Wir nennen es „tief“.', 'de'],
    ['with guillemets', 'We call it “deep”.', 'Lo llamamos «profundo».', 'es'],
    ['with one more pair of brackets', 'We use state spaces.', 'Usamos espacios de estados (state spaces).', 'es'],
    [
      'with joiners, as Persian is written',
      'We train the agents of $x$.',
      'ما عامل\u200cهای QX1Z را آموزش می\u200cدهیم.',
      'fa',
    ],
    ['with the full-width signs of Chinese', 'We train five to six agents.', '我们训练五～六个智能体。', 'zh'],
    [
      'with a Greek letter for its name',
      'We draw all of the weights from a beta distribution.',
      '我们从β分布中抽取所有的权重，并且不做任何改动。',
      'zh',
    ],
    ['with a short title', 'On Training in Imagination', '论想象中的训练', 'zh'],
  ])('%s', (_, source, answer, target) => {
    expect(fault(source, answer, target)).toBeNull()
  })
})

describe('A translation into a script that cannot be told from others', () => {
  it.each(['de-Latf', 'ur-Aran', 'es-Zsym', 'ja-Hrkt'])('(%s) is refused, with the reason', (target) => {
    expect(fault('We train agents.', 'Wir trainieren Agenten.', target)).toMatch(/in the script of/)
  })
})

describe('A translation is refused', () => {
  it.each([
    ['that is empty', 'We train agents.', ' ', 'es', 'it is empty'],
    ['that lost a formula', 'We train $x$ agents.', 'Entrenamos agentes.', 'es', '"$x$" is missing'],
    ['that doubled a formula', 'We train $x$ agents.', 'QX1Z agentes QX1Z.', 'es', '"$x$" stands in it 2 times'],
    [
      'that invented a piece',
      'We train $x$ agents.',
      'QX1Z agentes QX2Z.',
      'es',
      'a piece of a placeholder is left in it',
    ],
    ['that broke a placeholder', 'We $x$ it and $y$.', 'Lo QX1Z y QX 2Z.', 'es', '"$y$" is missing'],
    [
      'whose words have grown together with a formula',
      'A net of $x$ is.',
      'Una red deQX1Z QX1Z.',
      'es',
      'a piece of a placeholder is left in it',
    ],
    [
      'whose digits have grown together with a formula',
      'A net of -$x$ is.',
      'Una red de5QX1Z -QX1Z.',
      'es',
      'a piece of a placeholder is left in it',
    ],
    [
      'that lost a bracket',
      'We train (deep) agents.',
      'Entrenamos (profundos agentes.',
      'es',
      'its brackets ( ) are not those of the source',
    ],
    [
      'that lost a pair of brackets',
      'We train (deep) agents.',
      'Entrenamos profundos agentes.',
      'es',
      'its brackets ( ) are not those of the source',
    ],
    [
      'that turned brackets round',
      'We train (deep) agents.',
      'Entrenamos )profundos( agentes.',
      'es',
      'its brackets ( ) are not balanced',
    ],
    [
      'with a lone quotation mark',
      'We call it "deep" so.',
      'Lo llamamos "profundo así.',
      'es',
      'its quotation marks are not balanced',
    ],
    ['that lost a number', 'We train 16 agents.', 'Entrenamos agentes.', 'es', 'the number 16 is missing'],
    ['that changed a number', 'We train 16 agents.', 'Entrenamos 61 agentes.', 'es', 'the number 16 is missing'],
    [
      'that invented a number',
      'We train many agents.',
      'Entrenamos 1000 agentes.',
      'es',
      'the number 1000 is not in the source',
    ],
    ['with HTML', 'We train agents.', 'Entrenamos <b>agentes</b>.', 'es', 'it holds HTML that the source has not'],
    [
      'with entities',
      'We train & test it.',
      'Entrenamos &amp; probamos.',
      'es',
      'it holds HTML that the source has not',
    ],
    ['with Markdown', 'We train agents.', 'Entrenamos **agentes**.', 'es', 'it holds Markdown that the source has not'],
    [
      'with TeX of its own',
      'We train agents.',
      'Entrenamos $n$ agentes.',
      'es',
      'it holds a dollar sign or backslash that the source has not',
    ],
    [
      'with a link of its own',
      'We train agents.',
      'Vea https://b.example ahora.',
      'es',
      'it holds an address that the source has not',
    ],
    [
      'with a place of its own without a protocol',
      'We train agents.',
      'Vea b.example/x ahora.',
      'es',
      'it holds an address that the source has not',
    ],
    [
      'with code of its own',
      'We train agents.',
      'Entrenamos `agentes`.',
      'es',
      'it holds Markdown that the source has not',
    ],
    ...['x^{n}', 'x_{n}', 'a ≤ b', '∑ a', '𝑥', 'xₙ'].map((formula): [string, string, string, string, string] => [
      `with a formula of its own (${formula})`,
      'We train agents.',
      `Entrenamos ${formula} agentes.`,
      'es',
      'it holds mathematics that the source has not',
    ]),
    ...['\u202e', '\u2066', '\u2069', '\ud800', '\u{e0041}', '\ufff9'].map(
      (hidden): [string, string, string, string, string] => [
        `with a character that turns or hides what follows (U+${hidden.codePointAt(0)?.toString(16)})`,
        'We train agents.',
        `Entrenamos${hidden} agentes.`,
        'es',
        'it holds a character that shows nothing that the source has not',
      ],
    ),
    [
      'with a character that shows nothing',
      'We train agents.',
      'Entrenamos\u0007 agentes.',
      'es',
      'it holds a character that shows nothing that the source has not',
    ],
    ['that is the source', 'We train agents.', 'we train  agents.', 'es', 'it is the source'],
    [
      'that left a sentence in English',
      'We train. The agents learn to walk in the dark.',
      'Entrenamos. The agents learn to walk in the dark.',
      'es',
      'a sentence is left in English',
    ],
    [
      'that left a part in English',
      'We train agents that learn to walk in the dark at night.',
      '我们训练学习 to walk in the dark at night 的智能体。',
      'zh',
      'a part of it is left in English',
    ],
    [
      'that is too short',
      'We train agents that learn to walk in the dark of the night.',
      'Entrenamos.',
      'es',
      'it is too short: 11 characters for 60',
    ],
    [
      'that is too long',
      'We train.',
      `Entrenamos${' y entrenamos'.repeat(4)}.`,
      'es',
      'it is too long: 63 characters for 9',
    ],
    ['in another script', 'We train agents.', 'Мы обучаем агентов.', 'zh', 'it is not written in the script of zh'],
    [
      'in Latin letters instead of its script',
      'We train many agents.',
      'Women xunlian hen duo.',
      'zh',
      'most of it is not in the script of zh',
    ],
    [
      'in Chinese instead of Latin letters',
      'We train many agents so.',
      '我们训练很多智能体，真的很多。',
      'es',
      'it is not written in Latin letters',
    ],
    [
      'in Chinese instead of Japanese',
      'We train many agents so and give them all that they need to learn.',
      '我们训练很多智能体并且给予它们学习所需要的一切东西，真的给了很多很多。',
      'ja',
      'it is no Japanese',
    ],
    [
      'without a name that only capitals tell',
      'We train ResNets and TextVQA.',
      'Entrenamos redes y TextVQA.',
      'es',
      'the name "ResNets" is missing',
    ],
  ])('%s', (_, source, answer, target, reason) => {
    expect(fault(source, answer, target)).toBe(reason)
  })

  it('whose words have grown together with a formula, where the language sets words apart', () => {
    const grown = '"$x$" has grown together with what stands beside it'
    expect(fault('A net of $x$ is.', 'Una red de<x1/>.', 'es', { form: TAGS })).toBe(grown)
    expect(fault('A net of $x$ is.', 'Una red <x1/>s es.', 'es', { form: TAGS })).toBe(grown)
    expect(fault('A net of $x$ is.', 'Сеть из<x1/> есть.', 'ru', { form: TAGS })).toBe(grown)
    expect(fault('A net of $x$ is.', '<x1/>의 그물이다.', 'ko', { form: TAGS })).toBeNull()
  })

  it('without a term that it was to use', () => {
    const terms = [{ source: 'diffusion policy', target: '扩散策略' }]
    expect(fault('We train a diffusion policy.', '我们训练一个扩散策略。', 'zh', { terms })).toBeNull()
    expect(fault('We train a diffusion policy.', '我们训练一个扩散政策。', 'zh', { terms })).toBe(
      '"diffusion policy" is not "扩散策略" in it',
    )
  })
})

describe('Numbers are the same', () => {
  it.each([
    ['with decimal commas and points that group', 'of 1,234.5 and 0.25', 'de 1.234,5 y 0,25', 'es'],
    ['with blanks that group', 'of 1,234,567', 'de 1\u202f234 567', 'fr'],
    ['without grouping', 'of 1,234', 'de 1234', 'es'],
    ['as English writes them', 'of 1,234.5', 'de 1,234.5', 'es'],
    ['in other digits', 'of 1,024 and 3.5', '١٠٢٤ و ٣٫٥', 'ar'],
    ['in full width', 'of 16', '１６个', 'zh'],
    ['in myriads', '10,000 and 1.2 million and 3 billion', '1万、120万、30亿', 'zh'],
    ['written out by Chinese', 'Stage 2 of 10', '第二阶段，共十个', 'zh'],
    ['written out by the source', 'two of the first five', '前 5 个中的 2 个', 'zh'],
    ['in a list', 'for {3,5,7} and 1.2.3', 'para {3, 5, 7} y 1.2.3', 'es'],
    ['in a sentence', 'in 2020, 1,000 of 5.', 'en 2020, 1.000 de 5.', 'es'],
    ['with ordinals of the language', 'the 1st and 2nd', 'el 1.º y 2.º', 'es'],
  ])('%s', (_, source, answer, target) => {
    expect(numberFault(source, answer, target)).toBeNull()
  })

  it.each([
    ['with a point that has moved', 'of 3.5', 'de 35', 'es', 'the number 3.5 is missing'],
    ['with their digits turned', 'of 3.5', 'de 5.3', 'es', 'the number 3.5 is missing'],
    ['inside longer ones', 'of 16', 'de 116', 'es', 'the number 16 is missing'],
    ['once instead of twice', 'of 16 and 16', 'de 16 y', 'es', 'the number 16 is missing'],
    ['twice instead of once', 'of 16', 'de 16 y 16', 'es', 'the number 16 is not in the source'],
    ['grown together with a word', 'group of 500', 'grupo de500', 'es', 'the number 500 is missing'],
    ['with a zero too many in myriads', '10,000', '10万', 'zh', 'the number 10,000 is missing'],
    ['written out by a language that does not', 'of 2', 'de dos', 'es', 'the number 2 is missing'],
  ])('not %s', (_, source, answer, target, reason) => {
    expect(numberFault(source, answer, target)).toBe(reason)
  })
})

describe('The mathematics of a finished translation', () => {
  it('is that of the source, in any order', () => {
    expect(formulaFault('$a$ of $b$ and \\(c\\)', '\\(c\\) 和 $b$ 的 $a$')).toBeNull()
  })

  it.each([
    ['that lost its dollars', 'reaches $1.0$', '达到1.0美元', 'the formula $1.0$ is missing'],
    ['that lost one of two', '$k$ and $k$', '$k$', 'the formula $k$ is missing'],
    ['that changed', 'of $\\pi_0$', '$\\pi_1$', 'the formula $\\pi_0$ is missing'],
    ['that took words in', 'pays $5 or $6', '$5或者$的', '$5或者$ is no formula of the source'],
  ])('is not one %s', (_, source, translation, reason) => {
    expect(formulaFault(source, translation)).toBe(reason)
  })
})
