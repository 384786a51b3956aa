/**
 * The form by which singular and plural of an English noun are compared: the same for both, not always a word. Words of
 * up to three letters stay as they are (gas, was, its), but for acronyms.
 * @param folded lower case, as foldWord gives it
 * @param acronym whether it was written as isAcronymPlural says
 */
export function singular(folded: string, acronym: boolean): string {
  if (acronym) return folded.slice(0, -1)
  if (folded.length <= 3 || KEPT.has(folded)) return folded
  if (DROPS_S.has(folded)) return folded.slice(0, -1)
  const irregular = IRREGULAR.get(folded)
  if (irregular !== undefined) return irregular
  for (const [ending, singularEnding] of ENDINGS.get(folded.slice(-2)) ?? [])
    if (folded.endsWith(ending)) return folded.slice(0, folded.length - ending.length) + singularEnding
  return /[a-z]s$/.test(folded) ? folded.slice(0, -1) : folded
}

/** The shape of a plural acronym: GPs, T5s, LLMs. A single capital does not do ("As we show"). */
export function isAcronymPlural(word: string): boolean {
  return word.endsWith('s') && /^[\p{Lu}\d]{2,}s$/u.test(word) && /\p{Lu}/u.test(word)
}

function words(list: string): string[] {
  return list.trim().split(/\s+/)
}

/** Singulars that look like plurals. */
const KEPT = new Set(
  words(`
    news lens does always nowadays perhaps whereas overseas corps bayes
    chaos cosmos ethos pathos kudos thermos topos mythos
    alias atlas bias canvas christmas pancreas texas arkansas kansas vegas thomas lucas biogas
  `),
)

/** Plurals that the rules for -us, -is, -ches, -oes and -uses would get wrong. */
const DROPS_S = new Set(
  words(`
    gurus emus relus gelus silus grus menus apis guis mris rois pois taxis alkalis ties lies pies dies
    aches niches avalanches headaches psyches shoes toes canoes foes oboes woes throes horseshoes
    uses reuses misuses overuses abuses fuses diffuses infuses refuses confuses excuses accuses amuses muses recuses
  `),
)

/** Whole words; as endings they would catch others. */
const IRREGULAR = new Map([
  ['lenses', 'lens'],
  ['gases', 'gas'],
  ['quizzes', 'quiz'],
  ['irises', 'iris'],
  ['axes', 'axis'],
  ['lives', 'life'],
  ['wives', 'wife'],
  ['knives', 'knife'],
  ['leaves', 'leaf'],
  ['loaves', 'loaf'],
  ['wolves', 'wolf'],
  ['calves', 'calf'],
  ['elves', 'elf'],
  ['shelves', 'shelf'],
  ['thieves', 'thief'],
  ['women', 'woman'],
  ['children', 'child'],
  ['radii', 'radius'],
  ['loci', 'locus'],
])

/** Sciences stay in the plural (semantics is not semantic); these are things that can be counted. */
const COUNTABLE_ICS = words(`
  metrics topics critics heuristics rubrics characteristics harmonics logics mosaics fabrics clinics comics epics relics
  tactics lyrics plastics ceramics antibiotics skeptics quadratics cubics mimics
`)

const ENDINGS = byLastTwo([
  ...words('biases aliases atlases canvases').map((word) => [word, word.slice(0, -2)] as const),
  ...words('analyses paralyses catalyses dialyses theses diagnoses prognoses neuroses symbioses crises oases').map(
    (word) => [word, word.replace(/es$/, 'is')] as const,
  ),
  ...words('gpus cpus tpus npus caches movies cookies zombies selfies calories rookies newbies prairies hoodies').map(
    (word) => [word, word.slice(0, -1)] as const,
  ),
  ...COUNTABLE_ICS.map((word) => [word, word.slice(0, -1)] as const),
  ['halves', 'half'],
  ['matrices', 'matrix'],
  ['vertices', 'vertex'],
  ['vortices', 'vortex'],
  ['indices', 'index'],
  ['simplices', 'simplex'],
  ['appendices', 'appendix'],
  ['corpora', 'corpus'],
  ['criteria', 'criterion'],
  ['phenomena', 'phenomenon'],
  ['automata', 'automaton'],
  ['schemata', 'schema'],
  ['formulae', 'formula'],
  ['optima', 'optimum'],
  ['minima', 'minimum'],
  ['maxima', 'maximum'],
  ['spectra', 'spectrum'],
  ['quanta', 'quantum'],
  ['momenta', 'momentum'],
  ['bacteria', 'bacterium'],
  ['nuclei', 'nucleus'],
  ['stimuli', 'stimulus'],
  ['series', 'series'],
  ['species', 'species'],
  ['ies', 'y'],
  ['sses', 'ss'],
  ['xes', 'x'],
  ['shes', 'sh'],
  ['ches', 'ch'],
  ['zzes', 'zz'],
  ['oes', 'o'],
  ['auses', 'ause'],
  ['ouses', 'ouse'],
  ['uses', 'us'],
  ['ics', 'ics'],
  ['ss', 'ss'],
  ['us', 'us'],
  ['is', 'is'],
])

/** Rules by the last two letters of their ending, in the order given: the first that fits decides. */
function byLastTwo(rules: readonly (readonly [ending: string, singularEnding: string])[]) {
  const groups = new Map<string, (readonly [string, string])[]>()
  for (const rule of rules) {
    const key = rule[0].slice(-2)
    groups.set(key, [...(groups.get(key) ?? []), rule])
  }
  return groups
}
