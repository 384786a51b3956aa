/** The settings' keywords: their buttons move and remove rows in place, where the form would be sent without it. */
export const ROWS = `
function rearrangeInPlace(list) {
  list?.addEventListener('click', (event) => {
    const button = event.target.closest('button.sign')
    if (!button) return
    event.preventDefault()
    const row = button.closest('li')
    const verb = button.value.split(':')[0]
    if (verb === 'up') row.previousElementSibling?.before(row)
    if (verb === 'down') row.nextElementSibling?.after(row)
    if (verb === 'remove') removeRow(list, row)
    renumber(list)
    document.querySelector('[data-unsaved]').classList.remove('unsaved')
    if (verb !== 'remove') button.focus()
  })
}

function removeRow(list, row) {
  const next = row.nextElementSibling ?? row.previousElementSibling
  row.remove()
  const nearby = next?.querySelector('input') ?? document.getElementById('added')
  nearby.focus()
}

function renumber(list) {
  ;[...list.children].forEach((row, index) => {
    for (const control of row.querySelectorAll('[aria-label]'))
      control.ariaLabel = control.ariaLabel.replace(/\\d+/, index + 1)
    for (const button of row.querySelectorAll('button')) button.value = button.value.replace(/\\d+/, index + 1)
  })
}
`
