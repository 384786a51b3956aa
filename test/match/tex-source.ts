import fc from 'fast-check'

/** Text as hostile as TeX can be: made of everything that the reader looks at. */
export const texSource = fc
  .array(
    fc.oneof(
      fc.constantFrom('\\', '{', '}', '$', '~', '-', '--', '`', "'", "''", ' ', '\n', '\n\n', '"', '^', '_', ',', '.'),
      fc.constantFrom('\\"', "\\'", '\\c', '\\v ', '\\i', '\\textbf{', '\\href{', '\\emph', '\\(', '\\)', '\\[', '\\]'),
      fc.constantFrom('\\pi', '\\ss ', '\\em ', '\\foo{', '$$', 'https://a/~', '\\color{', '\\\\', '\\frac', '\\_'),
      fc.constantFrom('a', 'b', 'S', '3', 'ö', '学', '😀', 'e\u0301', '\ud800'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))
