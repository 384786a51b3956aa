/** `This paper has been withdrawn by the authors …`, as arXiv asks authors to write: comment or abstract, at the start. */
const WITHDRAWN =
  /\b(?:this|the|our)\s+(?:\p{L}+\s+){0,2}(?:paper|article|manuscript|submission|preprint|e-?print|work|version|note|letter|draft)\b(?:\s+\S+){0,4}?\s+(?:has|have|had|is|was|were|are)\s+(?:\p{L}+\s+){0,3}(?:withdrawn|retracted)\b/iu
const BEGINS_WITHDRAWN = /^\W*(?:(?:paper|article|manuscript|submission|preprint)\s+(?:\p{L}+\s+){0,2})?withdrawn\b/iu

/**
 * Whether a paper's authors have withdrawn it. arXiv has no mark for it in its formats: the last version's comment says so,
 * or an abstract of one line does (https://info.arxiv.org/help/withdraw.html). Longer abstracts are not believed: they may
 * tell of somebody else's.
 */
export function isWithdrawn({ abstract, comment }: { abstract: string; comment: string | null }): boolean {
  const saysSo = (text: string) => WITHDRAWN.test(text) || BEGINS_WITHDRAWN.test(text)
  return saysSo((comment ?? '').slice(0, 500)) || (abstract.length <= 400 && saysSo(abstract))
}
