/**
 * The one script, `/app.js`: the browser's time zone, and the preview while one types. Everything works without it; what
 * fails in it stays quiet, and leaves the button that does the same. Only the keywords are sent, never the address.
 */
export const CLIENT_SCRIPT = `
const form = document.querySelector('form[data-sign-up]')

if (form) {
  guessTimeZone(form.querySelector('[data-guess]'))
  previewWhileTyping(form.querySelector('#keywords'), form.querySelector('[data-preview]'))
}

function guessTimeZone(select) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  // Not UTC: the browser has put back what was chosen before.
  if (!select || !zone || select.value !== 'UTC') return
  if (![...select.options].some((option) => option.value === zone)) select.add(new Option(zone))
  select.value = zone
}

function previewWhileTyping(field, button) {
  let timer
  let running
  let shown = lines(field)
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(async () => {
      const wanted = lines(field)
      if (wanted === shown) return
      running?.abort()
      running = new AbortController()
      const found = await load(wanted, running.signal)
      if (found === 'aborted') return
      button.hidden = found
      shown = found ? wanted : undefined
    }, 400)
  }
  field.addEventListener('input', later)
  button.hidden = true
  const rows = document.getElementById('preview-rows')
  if (rows.childElementCount === 0) shown = ''
  later()
}

function lines(field) {
  return field.value.split('\\n').map((line) => line.trim()).filter(Boolean).join('\\n')
}

async function load(keywords, signal) {
  try {
    const { search } = new URL(form.getAttribute('action'), location.href)
    const response = await fetch('/preview' + search, { method: 'POST', body: new URLSearchParams({ keywords }), signal })
    if (!response.ok && response.status !== 400) return false
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const rows = page.getElementById('preview-rows')
    const summary = page.getElementById('preview-summary')
    if (!rows || !summary) return false
    document.getElementById('preview-rows').replaceChildren(...rows.childNodes)
    document.getElementById('preview-summary').textContent = summary.textContent
    return true
  } catch (error) {
    return error.name === 'AbortError' ? 'aborted' : false
  }
}
`
