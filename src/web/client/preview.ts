/** The preview while one types: only the keywords are sent, never the address. */
export const PREVIEW = String.raw`
function previewWhileTyping(form, field, button) {
  let timer
  let running
  let shown = linesOf(field).join('\n')
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(async () => {
      const wanted = linesOf(field).join('\n')
      if (wanted === shown) return
      running?.abort()
      running = new AbortController()
      const found = await load(form, wanted, running.signal)
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

function linesOf(field) {
  return field.value.split('\n').map((line) => line.trim()).filter(Boolean)
}

async function load(form, keywords, signal) {
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
