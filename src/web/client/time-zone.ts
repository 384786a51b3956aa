/** The browser's own time zone, chosen where nobody has chosen yet. */
export const TIME_ZONE = `
function guessTimeZone(select) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  // Not UTC: the browser has put back what was chosen before.
  if (!select || !zone || select.value !== 'UTC') return
  if (![...select.options].some((option) => option.value === zone)) select.add(new Option(zone))
  select.value = zone
}
`
