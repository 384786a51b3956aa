import type { Edition, EditionDate } from './edition.ts'
import type { AnnounceType } from './paper.ts'

/** An edition, and how its papers came into it; each paper once. */
export interface EditionCounts extends Edition {
  announced: Record<AnnounceType, number>
}

/** All that can be told of an edition in numbers. */
export interface EditionFigures extends EditionCounts {
  /** Papers that are new or cross-listed, by their primary category, the fullest first. */
  categories: CategoryCount[]
  /** The nearest editions that hold papers. */
  before: EditionDate | null
  after: EditionDate | null
}

export interface CategoryCount {
  code: string
  new: number
  cross: number
}

/** Papers that digests are made from: those that a category has not seen before. */
export function firstSeenCount({ new: fresh, cross }: { new: number; cross: number }): number {
  return fresh + cross
}
