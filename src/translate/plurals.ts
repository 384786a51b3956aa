/** Words of the field whose plural no rule gives. */
const IRREGULAR = new Map(
  Object.entries({
    matrix: ['matrices', 'matrixes'],
    vertex: ['vertices'],
    index: ['indices', 'indexes'],
    hypothesis: ['hypotheses'],
    analysis: ['analyses'],
    basis: ['bases'],
    bias: ['biases'],
    criterion: ['criteria'],
    phenomenon: ['phenomena'],
    optimum: ['optima'],
    minimum: ['minima'],
    maximum: ['maxima'],
  }),
)

/** A term and the plurals of its last word, all in the term's own case: `diffusion policy`, `diffusion policies`. */
export function pluralForms(term: string): string[] {
  const [, head = '', word = ''] = /^(.*?)([A-Za-z]+)$/.exec(term) ?? []
  // Sciences and doings have no plural: robotics, training.
  if (word.length < 2 || /(?:ics|ness)$/.test(word)) return [term]
  const plurals = IRREGULAR.get(word.toLowerCase()) ?? [regular(word)]
  return [term, ...plurals.map((plural) => head + plural)]
}

function regular(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
  return /(?:s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`
}
