import { createHash } from 'node:crypto'
import type { Paper } from '../domain/paper.ts'

type Text = Pick<Paper, 'title' | 'abstract'>

/** SHA-256 over title and abstract: a translation belongs to the text it was made from. */
export function textHash({ title, abstract }: Text): Buffer<ArrayBuffer> {
  return Buffer.from(createHash('sha256').update(title).update('\0').update(abstract).digest())
}

/** 16 hexadecimal digits of it: enough to notice that a text was corrected. */
export function textFingerprint(text: Text): string {
  return textHash(text).toString('hex', 0, 8)
}
