/**
 * The looks of mail and web in one place: a newspaper's page. Both schemes keep every text colour at WCAG AA (4.5:1) or
 * better on `paper`, and `ink` on `tint`; a test holds them to it.
 */
export interface Palette {
  paper: string
  ink: string
  /** Authors, dates, counts. */
  muted: string
  /** Hairlines between entries. */
  rule: string
  /** Links: the only colour that asks for attention. */
  accent: string
  /** Behind a keyword in running text. */
  tint: string
}

export const LIGHT: Palette = {
  paper: '#ffffff',
  ink: '#1d1b18',
  muted: '#625e57',
  rule: '#dedad2',
  accent: '#9b1c1c',
  tint: '#fbf0c4',
}

export const DARK: Palette = {
  paper: '#17181a',
  ink: '#e8e4dc',
  muted: '#a6a198',
  rule: '#3a3b3e',
  accent: '#f0a097',
  tint: '#4e421a',
}

/** Before the Han fonts, which have the signs of mathematics as wide as a Han character. */
const SIGNS = "'STIX Two Math','Cambria Math','DejaVu Sans'"

/** System fonts; the Han ones by name, since a mail program's own choice may be a Japanese face. Single quotes only. */
export const FONTS = {
  sans: `-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,${SIGNS},'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif`,
  serif: `Georgia,'Times New Roman',${SIGNS},'Songti SC','Noto Serif CJK SC','Microsoft YaHei',serif`,
} as const

/** In CSS pixels. 600 less the padding of both sides makes about 65 characters of 16 px sans. */
export const MEASURES = { page: 600, text: 16 } as const
