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
.wide main, .wide .masthead, .wide .colophon { max-width: ${2 * MEASURES.page}px; }
.masthead { display: flex; justify-content: space-between; align-items: center; padding-top: 20px; }
.masthead nav a { display: inline-block; padding: 8px 0; }
.mark { color: var(--ink); text-decoration: none; display: inline-flex; align-items: center; gap: 8px; font: 700 20px ${FONTS.serif}; }
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
.lead { font: 19px/1.5 ${FONTS.serif}; max-width: 38em; }
.columns { display: grid; gap: 0 64px; grid-template-columns: minmax(0, 1fr); }
.columns h2 { font-size: 20px; margin-top: 32px; }
@media (min-width: 860px) {
  .columns { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); }
  .columns h2 { margin-top: 16px; }
}
.field { margin: 16px 0; }
.field p { margin: 2px 0 6px; }
.row { display: grid; grid-template-columns: 1fr 1fr; gap: 0 20px; align-items: end; }
.row .field { margin: 0; }
label { display: block; font-weight: 600; }
input, select, textarea { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--muted); border-radius: 4px; width: 100%; min-height: 44px; padding: 8px 10px; margin-top: 4px; }
textarea { resize: vertical; }
input:focus-visible, select:focus-visible, textarea:focus-visible, .notice:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[aria-invalid] { border: 2px solid var(--accent); }
.error { color: var(--accent); font-weight: 600; }
.notice ul { margin: 6px 0; padding-left: 20px; }
.buttons { display: flex; gap: 12px; margin: 24px 0 12px; }
.away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.found { padding: 14px 0; }
.found h3 { display: flex; justify-content: space-between; gap: 12px; }
.found ul { margin: 8px 0 0; padding: 0; list-style: none; }
.found li { margin: 6px 0; line-height: 1.4; }
.found li a { display: block; padding: 3px 0; color: var(--ink); text-decoration: none; }
.found li a:hover, .found li a:focus-visible { text-decoration: underline; }
.chart { display: block; max-width: 100%; height: auto; margin: 4px 0; }
.bar { fill: var(--muted); }
.bar-label { fill: var(--muted); font: 11px ${FONTS.sans}; }
.axis { stroke: var(--muted); }
[hidden] { display: none !important; }
button { font: inherit; font-weight: 600; min-height: 44px; padding: 10px 22px; border: 0; border-radius: 4px; background: var(--accent); color: var(--paper); cursor: pointer; }
button.second { background: var(--paper); color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
button:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
dt { color: var(--muted); font-size: 14px; margin-top: 14px; }
dd { margin: 0; }
dd ul { margin: 0; padding-left: 20px; }
.colophon { margin-top: 48px; padding-bottom: 32px; }
`
