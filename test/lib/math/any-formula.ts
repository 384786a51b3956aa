import fc from 'fast-check'

const PIECES = [
  ...'abxn019.,;:+-*/=<>|()[]{}{}{}^_^_\'"~%& $',
  ...String.raw`\alpha \frac \frac{a}{b} \sqrt \sqrt[3] \sum \log \min \hat \bar \mathcal \mathbf \mathrm{ab} \text \text{a b} \textbf
    \left( \left \right) \right \big \middle| \{ \} \| \% \, \quad \ours \in \times \cdot \le \to \not \binom \operatorname
    \unicode{x2014} \rm \cal \limits ^{2} _{i} ^\circ ' \prime \begin{matrix} \end{matrix} \\ \def \href{javascript:alert(1)}
    \color{red} \mathbb{R} \underline \overline \pmod \star`.split(/\s+/),
  '\\ ',
  ' ',
  '\n',
  '<script>',
  '</math>',
  '<img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '𝒪',
  '扩散',
  'é',
  '\u202e',
  '\ud800',
]

/** Between two dollars, nearly or quite a formula: pieces of many kinds in any order. */
export const anyFormula = fc
  .oneof(
    { weight: 5, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }) },
    { weight: 1, arbitrary: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 6 }) },
  )
  .map((pieces) => pieces.join(''))
