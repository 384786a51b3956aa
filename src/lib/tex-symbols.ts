/** Tables of the TeX that stands in arXiv titles, abstracts and names. Each names commands without their backslash. */

/** Pairs of a command's name and what it shows. */
export function table(lines: string): ReadonlyMap<string, string> {
  const words = lines.trim().split(/\s+/)
  const map = new Map<string, string>()
  for (let i = 0; i + 1 < words.length; i += 2) map.set(words[i] as string, words[i + 1] as string)
  return map
}

function names(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/))
}

/** Accent commands (control symbols and one-letter words) and the combining character that each puts on its letter. */
export const ACCENTS: ReadonlyMap<string, string> = new Map([
  ['`', '\u0300'],
  ["'", '\u0301'],
  ['^', '\u0302'],
  ['~', '\u0303'],
  ['=', '\u0304'],
  ['u', '\u0306'],
  ['.', '\u0307'],
  ['"', '\u0308'],
  ['r', '\u030a'],
  ['H', '\u030b'],
  ['v', '\u030c'],
  ['d', '\u0323'],
  ['c', '\u0327'],
  ['k', '\u0328'],
  ['b', '\u0331'],
])

/** Letters of words: TeX swallows the blank after them, and so do we (`\L ukasz`). */
export const LETTERS = table(`
  i ı  j ȷ  l ł  L Ł  o ø  O Ø  ss ß  SS ẞ  ae æ  AE Æ  oe œ  OE Œ  aa å  AA Å  dh ð  DH Ð  th þ  TH Þ  dj đ  DJ Đ  ng ŋ  NG Ŋ
`)

/** Greek, in text too: arXiv itself writes `{\lambda}` for a λ that was typed. */
export const GREEK = table(`
  alpha α  beta β  gamma γ  delta δ  epsilon ϵ  varepsilon ε  zeta ζ  eta η  theta θ  vartheta ϑ  iota ι  kappa κ  varkappa ϰ
  lambda λ  mu μ  nu ν  xi ξ  omicron ο  pi π  varpi ϖ  rho ρ  varrho ϱ  sigma σ  varsigma ς  tau τ  upsilon υ  phi ϕ
  varphi φ  chi χ  psi ψ  omega ω
  Alpha Α  Beta Β  Gamma Γ  Delta Δ  Epsilon Ε  Zeta Ζ  Eta Η  Theta Θ  Iota Ι  Kappa Κ  Lambda Λ  Mu Μ  Nu Ν  Xi Ξ  Omicron Ο
  Pi Π  Rho Ρ  Sigma Σ  Tau Τ  Upsilon Υ  Phi Φ  Chi Χ  Psi Ψ  Omega Ω
  varGamma Γ  varDelta Δ  varTheta Θ  varLambda Λ  varXi Ξ  varPi Π  varSigma Σ  varPhi Φ  varPsi Ψ  varOmega Ω
`)

/** Characters and logos of running text. */
export const TEXT_SYMBOLS = table(`
  LaTeX LaTeX  LaTeXe LaTeX2e  TeX TeX  BibTeX BibTeX  XeTeX XeTeX  ldots …  dots …  textellipsis …
  textendash –  textemdash —  textquoteleft ‘  textquoteright ’  textquotedblleft “  textquotedblright ”  textquotesingle '
  textquotedbl "  guillemotleft «  guillemotright »  textregistered ®  texttrademark ™  textcopyright ©  copyright ©
  textdegree °  textbullet •  textperiodcentered ·  textmu µ  texttimes ×  textpm ±  textbar |  textless <  textgreater >
  textunderscore _  textbackslash \\  textasciitilde ~  textasciicircum ^  textdollar $  texteuro €  euro €  pounds £
  textsterling £  S §  P ¶  dag †  ddag ‡  textsection §
`)

/** Commands whose one argument is text to be shown. */
export const TEXT_STYLES = names(`
  textbf textit emph texttt textsc textsf textrm textup textmd textsl textnormal text mbox hbox fbox underline uline ul
  textsubscript textsuperscript uline url nolinkurl path mathrm mathsf mathbf mathit mathtt
`)

/** Commands of which only the second argument is shown. */
export const SECOND_SHOWN = names('href textcolor colorbox')

/** Switches, which hold until the end of their group and show nothing themselves. */
export const DECLARATIONS = names(`
  em bf it tt sc sf sl rm bfseries mdseries itshape slshape scshape upshape ttfamily sffamily rmfamily normalfont
  tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge xspace noindent looseness
`)

/** Styles, accents, fractions and delimiter sizes of mathematics: their arguments are read as if they were not there. */
export const FORMULA_STYLES = names(`
  mathcal mathrm mathbf mathbb mathit mathsf mathtt mathfrak mathscr mathnormal mathop mathbin mathrel boldsymbol bm pmb bold
  operatorname text textbf textit texttt textsc textsf textrm textup textnormal emph mbox hbox rm bf it sf tt cal em
  displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits left right middle big Big bigg Bigg bigl bigr Bigl
  Bigr biggl biggr Biggl Biggr bar hat tilde vec dot ddot widetilde widehat overline underline overbrace underbrace
  check breve acute grave mathring Tilde Hat Bar frac dfrac tfrac cfrac nicefrac binom dbinom tbinom
`)

/** Letter-like symbols of mathematics, which stand in names such as ℓ1 or L∞. */
export const FORMULA_LETTERS = table(`
  ell ℓ  infty ∞  hbar ℏ  imath ı  jmath ȷ  Re ℜ  Im ℑ  aleph ℵ  wp ℘  partial ∂  nabla ∇
`)

/** Operators and relations of mathematics: no letters, so that `\sim` is not a word and `\star` not the method STaR. */
export const OPERATORS = table(`
  times ×  pm ±  mp ∓  sim ∼  approx ≈  simeq ≃  cong ≅  equiv ≡  propto ∝  asymp ≍  star ⋆  ast ∗  cdot ·  bullet •  circ ∘
  in ∈  notin ∉  ni ∋  to →  rightarrow →  Rightarrow ⇒  longrightarrow ⟶  leftarrow ←  Leftarrow ⇐  leftrightarrow ↔
  Leftrightarrow ⇔  mapsto ↦  uparrow ↑  downarrow ↓  nearrow ↗  searrow ↘  iff ⇔  implies ⇒
  le ≤  leq ≤  leqslant ≤  ge ≥  geq ≥  geqslant ≥  ne ≠  neq ≠  ll ≪  gg ≫  lt <  gt >  lesssim ≲  gtrsim ≳  prec ≺  succ ≻
  preceq ⪯  succeq ⪰  subset ⊂  subseteq ⊆  supset ⊃  supseteq ⊇  cup ∪  cap ∩  setminus ∖  emptyset ∅  varnothing ∅
  sum ∑  prod ∏  int ∫  oint ∮  bigcup ⋃  bigcap ⋂  bigoplus ⨁  sqrt √  forall ∀  exists ∃  neg ¬  lnot ¬  land ∧  wedge ∧
  lor ∨  vee ∨  top ⊤  bot ⊥  perp ⊥  mid |  vert |  Vert ‖  lvert |  rvert |  lVert ‖  rVert ‖  parallel ∥  angle ∠
  langle ⟨  rangle ⟩  lceil ⌈  rceil ⌉  lfloor ⌊  rfloor ⌋  lbrace {  rbrace }  oplus ⊕  otimes ⊗  odot ⊙  ominus ⊖  dagger †
  ddagger ‡  prime ′  backslash \\  colon :  cdots ⋯  ldots …  dots …  vdots ⋮  ddots ⋱  deg °  degree °  triangle △
  triangleq ≜  square □  Box □  diamond ⋄  checkmark ✓
`)
