/** UTF-16 offsets into a paper's original title or abstract, end exclusive. */
export type Span = readonly [start: number, end: number]

/** Where a keyword stands in a paper. At least one of the two lists is not empty; spans ascend and do not overlap. */
export interface MatchSpans {
  title: Span[]
  abstract: Span[]
}

/** The field that ranks the match: the title, if the keyword stands there, else the abstract. */
export function matchedField(spans: MatchSpans): 'title' | 'abstract' {
  return spans.title.length > 0 ? 'title' : 'abstract'
}
