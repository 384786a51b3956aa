import { DARK, FONTS, LIGHT, MEASURES, type Palette } from '../lib/design-tokens.ts'

const variables = (palette: Palette) =>
  Object.entries(palette)
    .map(([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: ${value};`)
    .join(' ')

/** The one style sheet of all pages, from the tokens that the mails are set in, too. */
export const STYLE_SHEET = `
:root { color-scheme: light dark; ${variables(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${variables(DARK)} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: ${MEASURES.text}px/1.55 ${FONTS.sans}; }
main, .masthead, .colophon { max-width: ${MEASURES.page + 40}px; margin: 0 auto; padding: 0 20px; }
.masthead { padding-top: 20px; }
.mark { display: inline-flex; align-items: center; gap: 8px; font: 700 20px ${FONTS.serif}; }
h1, h2, h3 { font-family: ${FONTS.serif}; line-height: 1.25; overflow-wrap: anywhere; }
h1 { font-size: 30px; margin: 24px 0 12px; }
h2 { display: flex; justify-content: space-between; gap: 12px; font-size: 22px; margin: 40px 0 8px; padding-bottom: 6px; border-bottom: 2px solid var(--ink); }
h3 { font-size: 18px; margin: 0 0 4px; }
a { color: var(--accent); }
h3 a { color: var(--ink); text-decoration: none; }
h3 a:hover, h3 a:focus-visible { text-decoration: underline; }
article { padding: 18px 0; border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
article p { margin: 6px 0; }
.abstract, .translation { white-space: pre-line; }
.translated-title { font: 17px/1.4 ${FONTS.serif}; }
.authors, .quiet, .count, .colophon { color: var(--muted); font-size: 14px; }
.count { font-family: ${FONTS.sans}; font-weight: 400; align-self: end; white-space: nowrap; }
.notice { border-left: 3px solid var(--accent); padding-left: 12px; }
mark { background: var(--tint); color: inherit; }
button { font: inherit; padding: 10px 22px; border: 0; border-radius: 4px; background: var(--accent); color: var(--paper); cursor: pointer; }
button:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
dt { color: var(--muted); font-size: 14px; margin-top: 14px; }
dd { margin: 0; }
dd ul { margin: 0; padding-left: 20px; }
.colophon { margin-top: 48px; padding-bottom: 32px; }
`
