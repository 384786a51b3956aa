import { FORMULA_LETTERS, GREEK, OPERATORS, table } from '../tex-symbols.ts'
import type { Font } from './alphabets.ts'
import type { AtomClass } from './tree.ts'

/** Symbols that titles and abstracts hold beside those that matching knows. */
const FURTHER = table(`
  doteq ≐  models ⊨  vDash ⊨  vdash ⊢  dashv ⊣  Vdash ⊩  ltimes ⋉  rtimes ⋊  bowtie ⋈  coprod ∐  iint ∬  iiint ∭  bigvee ⋁
  bigwedge ⋀  bigotimes ⨂  bigodot ⨀  biguplus ⨄  bigsqcup ⨆  uplus ⊎  sqcup ⊔  sqcap ⊓  wr ≀  div ÷  hookrightarrow ↪
  hookleftarrow ↩  rightharpoonup ⇀  rightharpoondown ⇁  rightleftharpoons ⇌  leadsto ⇝  rightsquigarrow ⇝
  longleftarrow ⟵  longmapsto ⟼  Longrightarrow ⟹  Longleftarrow ⟸  Longleftrightarrow ⟺  longleftrightarrow ⟷
  impliedby ⟸  updownarrow ↕  Uparrow ⇑  Downarrow ⇓  swarrow ↙  nwarrow ↖  rightrightarrows ⇉  nparallel ∦  nmid ∤
  subsetneq ⊊  supsetneq ⊋  nsubseteq ⊈  sqsubset ⊏  sqsubseteq ⊑  sqsupseteq ⊒  Subset ⋐  therefore ∴  because ∵  gets ←
  owns ∋  trianglelefteq ⊴  trianglerighteq ⊵  vartriangle △  triangledown ▽  bigtriangleup △  blacksquare ■  bigstar ★
  lozenge ◊  clubsuit ♣  heartsuit ♥  spadesuit ♠  diamondsuit ♢  natural ♮  flat ♭  sharp ♯  hslash ℏ  complement ∁
  beth ℶ  gimel ℷ  mho ℧  Bbbk 𝕜  measuredangle ∡  sphericalangle ∢  nexists ∄  varpropto ∝  thicksim ∼  thickapprox ≈
  leqq ≦  geqq ≧  lessgtr ≶  gtrless ≷  approxeq ≊  eqsim ≂  succsim ≿  precsim ≾  succcurlyeq ≽  preccurlyeq ≼
  coloneqq ≔  coloneq ≔  eqqcolon ≕  nleq ≰  ngeq ≱  nless ≮  ngtr ≯  boxplus ⊞  boxminus ⊟  boxtimes ⊠  boxdot ⊡
  oslash ⊘  circledast ⊛  circledcirc ⊚  veebar ⊻  ltimes ⋉  lbrack [  rbrack ]  llbracket ⟦  rrbracket ⟧  ulcorner ⌜
  urcorner ⌝  llcorner ⌞  lrcorner ⌟  dag †  ddag ‡  S §  P ¶  copyright ©  pounds £  euro €  yen ¥  AA Å  dotsc …
  dotso …  dotsb ⋯  dotsm ⋯  dotsi ⋯  smallsetminus ∖  bigcirc ◯  diagup ╱  Join ⋈  lnsim ⋦  gnsim ⋧  lll ⋘  ggg ⋙
  multimap ⊸  curlyvee ⋎  curlywedge ⋏  Cap ⋒  Cup ⋓  doublecap ⋒  barwedge ⊼  upharpoonright ↾  restriction ↾  digamma ϝ
  omicron ο  eth ð  textdegree °  degree °  prime ′  backslash \\  colon :  lt <  gt >  AE Æ  ae æ  OE Œ  oe œ  ss ß  o ø  O Ø
  textperiodcentered ·  textbullet •  textendash –  textemdash —
`)

/** Not symbols by themselves in a formula: the sign is drawn over or around an argument, or the name is a function's. */
const NOT_SYMBOLS = new Set(['sqrt', 'deg'])

/** What a command without arguments shows in a formula. */
export function symbolOf(name: string): string | undefined {
  if (NOT_SYMBOLS.has(name)) return undefined
  return GREEK.get(name) ?? FORMULA_LETTERS.get(name) ?? OPERATORS.get(name) ?? FURTHER.get(name)
}

/** Functions and limits, upright as their names. */
export const FUNCTIONS = new Map<string, string>([
  ...'log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan max min sup inf lim det dim ker gcd deg hom Pr arg'
    .split(' ')
    .map((name): [string, string] => [name, name]),
  ['limsup', 'lim sup'],
  ['liminf', 'lim inf'],
  ['injlim', 'inj lim'],
  ['projlim', 'proj lim'],
])

const RELATIONS = characters(
  '=<>∼≈≃≅≡∝≍∈∉∋→⇒⟶←⇐↔⇔↦↑↓↗↘⇔⇒≤≥≠≪≫≲≳≺≻⪯⪰⊂⊆⊃⊇∥≜≐⊨⊢⊣⊩⋈↪↩⇀⇁⇌⇝⟵⟼⟹⟸⟺⟷↕⇑⇓↙↖⇉∦∤⊊⊋⊈⊏⊑⊒⋐∴∵⊴⊵≦≧≶≷≊≂≿≾≽≼≔≕≰≱≮≯⋘⋙⋦⋧⊸',
)
const BINARIES = characters('+−±∓×⋆∗·•∘∪∩∖∧∨⊕⊗⊙⊖⊎⊔⊓≀÷⋉⋊⊞⊟⊠⊡⊘⊛⊚⊻⋎⋏⋒⋓⊼†‡⋄')
const LARGE = characters('∑∏∫∮⋃⋂⨁∐∬∭⋁⋀⨂⨀⨄⨆')
const OPENING = characters('([{⟨⌈⌊⟦⌜⌞')
const CLOSING = characters(')]}⟩⌉⌋⟧⌝⌟')

/** Relations that stand before a number in running text as a sign does: "≈70%", ">10". */
export const COMPARATORS = characters('<>∼≈≃≤≥≪≫≲≳±≦≧')

function characters(list: string): ReadonlySet<string> {
  return new Set(list)
}

export function classOfSymbol(symbol: string): AtomClass {
  if (RELATIONS.has(symbol)) return 'rel'
  if (BINARIES.has(symbol)) return 'bin'
  if (LARGE.has(symbol)) return 'op'
  if (OPENING.has(symbol)) return 'open'
  if (CLOSING.has(symbol)) return 'close'
  return /^[,;:]$/.test(symbol) ? 'punct' : 'ord'
}

/** Bars that say themselves on which side of what they stand. */
export const BARS = new Map<string, AtomClass>([
  ['lvert', 'open'],
  ['lVert', 'open'],
  ['rvert', 'close'],
  ['rVert', 'close'],
  ['mid', 'rel'],
  ['vert', 'ord'],
  ['Vert', 'ord'],
])

/** Accents over one letter, by command, and the combining character of each. */
export const FORMULA_ACCENTS = new Map<string, string>([
  ['hat', '\u0302'],
  ['widehat', '\u0302'],
  ['Hat', '\u0302'],
  ['tilde', '\u0303'],
  ['widetilde', '\u0303'],
  ['Tilde', '\u0303'],
  ['bar', '\u0304'],
  ['Bar', '\u0304'],
  ['overline', '\u0305'],
  ['underline', '\u0332'],
  ['vec', '\u20d7'],
  ['overrightarrow', '\u20d7'],
  ['dot', '\u0307'],
  ['ddot', '\u0308'],
  ['dddot', '\u20db'],
  ['check', '\u030c'],
  ['widecheck', '\u030c'],
  ['breve', '\u0306'],
  ['acute', '\u0301'],
  ['grave', '\u0300'],
  ['mathring', '\u030a'],
])

/** Accents that stretch over several letters. */
export const STRETCHING = new Set(['\u0305', '\u0332'])

/** Alphabets of mathematics with an argument (`\mathbb{R}`). */
export const FONT_COMMANDS = new Map<string, Font>([
  ['mathbb', 'double-struck'],
  ['mathds', 'double-struck'],
  ['Bbb', 'double-struck'],
  ['mathcal', 'script'],
  ['mathscr', 'script'],
  ['mathfrak', 'fraktur'],
  ['mathrm', 'roman'],
  ['mathup', 'roman'],
  ['mathbf', 'bold'],
  ['mathit', 'italic'],
  ['mathsf', 'sans'],
  ['mathtt', 'mono'],
  ['mathnormal', 'default'],
  ['boldsymbol', 'bold-italic'],
  ['bm', 'bold-italic'],
  ['pmb', 'bold-italic'],
])

/** Switches, which hold until the end of their group. */
export const FONT_SWITCHES = new Map<string, Font>([
  ['rm', 'roman'],
  ['bf', 'bold'],
  ['it', 'italic'],
  ['sf', 'sans'],
  ['tt', 'mono'],
  ['cal', 'script'],
])

/** Sizes of the delimiter that follows, and the class that some of them give it. */
export const DELIMITER_SIZES = new Map<string, AtomClass | null>(
  ['big', 'Big', 'bigg', 'Bigg'].flatMap((name) => [
    [name, null],
    [`${name}l`, 'open' as const],
    [`${name}r`, 'close' as const],
    [`${name}m`, 'rel' as const],
  ]),
)

/** Commands that change the size or the place of what follows, not what it says. */
export const WITHOUT_MEANING = new Set(
  'displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag relax strut mathstrut allowbreak'.split(
    ' ',
  ),
)

/** Spaces by command; true where thin. */
export const SPACES = new Map<string, boolean>([
  [',', true],
  [':', true],
  ['>', true],
  [';', true],
  ['thinspace', true],
  ['medspace', true],
  ['thickspace', true],
  [' ', false],
  ['quad', false],
  ['qquad', false],
  ['enspace', false],
  ['enskip', false],
  ['space', false],
  ['nobreakspace', false],
])

export const FRACTIONS = new Set(['frac', 'dfrac', 'tfrac', 'cfrac', 'nicefrac', 'sfrac'])
export const BINOMIALS = new Set(['binom', 'dbinom', 'tbinom'])
