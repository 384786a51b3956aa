/** Archives whose papers OAI-PMH groups under physics; every other archive is a group of its own. */
const PHYSICS: ReadonlySet<string> = new Set([
  'astro-ph',
  'cond-mat',
  'gr-qc',
  'hep-ex',
  'hep-lat',
  'hep-ph',
  'hep-th',
  'math-ph',
  'nlin',
  'nucl-ex',
  'nucl-th',
  'physics',
  'quant-ph',
])

/**
 * The set of a category or archive, group:archive:CATEGORY, where an archive without categories ends early: `cs:cs:LG` of
 * cs.LG, `physics:hep-th` of hep-th, `physics:astro-ph:CO` of astro-ph.CO, `cs` of all of cs.
 * https://info.arxiv.org/help/oa/index.html, "Sets"
 */
export function setOf(category: string): string {
  const [archive = '', subject] = category.split('.')
  const group = PHYSICS.has(archive) ? 'physics' : archive
  if (subject !== undefined) return `${group}:${archive}:${subject}`
  return group === archive ? archive : `${group}:${archive}`
}
