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
.original-title { color: var(--muted); font-size: 15px; }
.original-title mark { color: var(--ink); }
.han { line-height: 1.75; text-autospace: normal; }
.abstract + .translation { margin-top: 14px; }
h3.han, .translated-title.han { line-height: 1.5; }
[dir='rtl'] { line-height: 1.7; }
.authors, .quiet, .count, .colophon { color: var(--muted); font-size: 14px; }
.count { font-family: ${FONTS.sans}; font-weight: 400; align-self: end; white-space: nowrap; }
.notice { border-left: 3px solid var(--accent); padding-left: 12px; }
mark { background: var(--tint); color: inherit; }
sub, sup { font-size: 75%; line-height: 1; }
.formula { font-family: ${FONTS.serif}; }
.keep { white-space: nowrap; }
math { font-family: 'STIX Two Math', 'Latin Modern Math', 'Cambria Math', 'Noto Sans Math', math; }
.lead { font: 19px/1.5 ${FONTS.serif}; max-width: 38em; }
.columns { display: grid; gap: 0 64px; grid-template-columns: minmax(0, 1fr); }
.columns h2 { font-size: 20px; margin-top: 32px; }
@media (min-width: 860px) {
  .columns { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); }
  .columns h2 { margin-top: 16px; }
}
.field { margin: 16px 0; }
.field p { margin: 2px 0 6px; }
.field p:empty { margin: 0; }
.row { display: grid; grid-template-columns: 1fr 1fr; gap: 0 20px; align-items: end; }
.row .field { margin: 0; }
label { display: block; font-weight: 600; }
input, select, textarea { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--muted); border-radius: 4px; width: 100%; min-height: 44px; padding: 8px 10px; margin-top: 4px; }
textarea { resize: vertical; }
::placeholder { color: var(--muted); opacity: 1; }
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
.filter { margin: 24px 0 0; }
.filter ul { display: flex; flex-wrap: wrap; gap: 0 18px; margin: 0; padding: 0; list-style: none; font-size: 15px; line-height: 2.1; }
.filter li { overflow-wrap: anywhere; }
.filter a { padding: 6px 0; }
.filter [aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
fieldset { border: 0; margin: 32px 0 0; padding: 0; min-width: 0; }
fieldset:focus-visible { outline: 2px solid var(--accent); outline-offset: 6px; }
legend { padding: 0 0 6px; margin: 0 0 8px; width: 100%; border-bottom: 2px solid var(--ink); font: 700 22px/1.25 ${FONTS.serif}; }
.keywords { margin: 12px 0; padding: 0; list-style: none; }
.keywords li { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: 8px; align-items: center; margin: 8px 0; }
.keywords input, .keywords select { margin: 0; }
.signs { display: flex; gap: 4px; }
button.sign { min-height: 44px; width: 40px; padding: 0; background: var(--paper); color: var(--accent); box-shadow: inset 0 0 0 1px var(--rule); font-weight: 400; }
.unsaved { display: none; }
.versus { width: 100%; table-layout: fixed; border-collapse: collapse; margin: 12px 0; font-size: 15px; overflow-wrap: anywhere; }
.versus th, .versus td { padding: 7px 12px 7px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
.versus th { color: var(--muted); font-size: 14px; font-weight: 400; }
.choice { display: flex; gap: 10px; align-items: center; }
.choice input { width: 24px; min-height: 24px; height: 24px; margin: 0; flex: none; accent-color: var(--accent); }
.choice label { font-weight: 400; }
.links a { display: inline-block; padding: 6px 24px 6px 0; }
@media (max-width: 520px) {
  .keywords li { grid-template-columns: minmax(0, 1fr) auto; border-bottom: 1px solid var(--rule); padding-bottom: 10px; }
  .keywords input { grid-column: 1 / -1; }
}
[hidden] { display: none !important; }
/* Browsers that know math-style are those that know MathML Core. */
@supports not (math-style: compact) {
  math { display: none; }
  .no-math[hidden] { display: inline !important; }
}
/* No higher than what it holds: chips take its place a moment later, and nothing below shall jump. */
@media (scripting: enabled) { [data-chips] { field-sizing: content; } }
.chips { display: flex; flex-wrap: wrap; gap: 6px; margin: 8px 0; padding: 0; list-style: none; }
.chips:empty { margin: 0; }
.chips ~ p:not(:empty) { margin-top: 8px; }
.chips li { display: flex; max-width: 100%; border: 1px solid var(--rule); border-radius: 4px; padding-left: 10px; line-height: 1.35; }
.chips span { min-width: 0; padding: 6px 0; overflow-wrap: anywhere; }
.again { animation: again 1.6s; }
@keyframes again { 0%, 60% { background: var(--tint); border-color: var(--accent); } }
button { font: inherit; font-weight: 600; min-height: 44px; padding: 10px 22px; border: 0; border-radius: 4px; background: var(--accent); color: var(--paper); cursor: pointer; }
.chips button { flex: none; width: 34px; min-height: 34px; padding: 0; background: none; color: var(--muted); font-weight: 400; font-size: 18px; }
.chips button:hover { color: var(--accent); }
button.second { background: var(--paper); color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
button.as-link { min-height: 0; padding: 8px 0; background: none; color: var(--accent); font-weight: 400; text-decoration: underline; }
button:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
dt { color: var(--muted); font-size: 14px; margin-top: 14px; }
dd { margin: 0; }
dd ul { margin: 0; padding-left: 20px; }
.colophon { margin-top: 48px; padding-bottom: 32px; }
.colophon a { display: inline-block; padding: 6px 20px 6px 0; color: var(--muted); }
.figures { width: 100%; border-collapse: collapse; margin: 12px 0; font-variant-numeric: tabular-nums; }
.figures th, .figures td { padding: 7px 0 7px 12px; text-align: right; vertical-align: baseline; border-bottom: 1px solid var(--rule); font-weight: 400; }
.figures th:first-child { padding-left: 0; text-align: left; }
.figures thead th, .figures small, figcaption, summary { color: var(--muted); font-size: 14px; }
.figures tbody th[colspan], .figures tfoot th, .figures tfoot td { font-weight: 600; }
.figures th small { display: inline-block; }
.figures th a { white-space: nowrap; }
.figures thead th { word-break: keep-all; }
figcaption { margin-top: 6px; }
.figures .said.said { padding-left: 20px; text-align: left; }
@media (max-width: 480px) {
  .figures { font-size: 15px; }
  .figures th, .figures td { padding-left: 8px; }
}
figure { margin: 20px 0; }
.timeline { display: block; width: 100%; height: 120px; border-bottom: 1px solid var(--muted); }
.share { display: block; width: 100%; height: 8px; margin-top: 5px; }
.fresh { fill: var(--muted); }
.crossed { fill: var(--muted); fill-opacity: 0.45; }
.key { display: block; margin-top: 4px; }
.key svg { display: inline-block; width: 11px; height: 11px; margin-right: 6px; }
.key span { margin-right: 16px; white-space: nowrap; }
summary { cursor: pointer; padding: 8px 0; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.facts dt { color: var(--ink); font-size: inherit; font-weight: 600; margin-top: 18px; }
.neighbours a { display: inline-block; padding: 4px 0; }
`
