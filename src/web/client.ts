import { CHIPS } from './client/chips.ts'
import { PREVIEW } from './client/preview.ts'
import { ROWS } from './client/rows.ts'
import { TIME_ZONE } from './client/time-zone.ts'

/**
 * The one script, `/app.js`, a module of function declarations and this start. Everything works without it; what fails in
 * it stays quiet, and leaves what does the same.
 */
const START = `
const form = document.querySelector('form[data-sign-up]')

if (form) {
  const keywords = form.querySelector('[data-chips]')
  guessTimeZone(form.querySelector('[data-guess]'))
  previewWhileTyping(form, keywords, form.querySelector('[data-preview]'))
  editAsChips(form, keywords)
}
rearrangeInPlace(document.querySelector('[data-keywords]'))
`

export const CLIENT_SCRIPT = [TIME_ZONE, PREVIEW, CHIPS, ROWS, START].join('')
