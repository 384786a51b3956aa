import type { Piece } from './linear.ts'
import type { Look } from './tree.ts'
import { unicodeText, writtenScripts } from './unicode.ts'

/** Scripts in scripts in scripts are too small to read: they are written out. */
const MAX_DEPTH = 2

const TAGS: Record<Look, readonly string[]> = {
  upright: [],
  italic: ['i'],
  bold: ['b'],
  'bold-italic': ['b', 'i'],
}

/** A formula as HTML of text, `i`, `b`, `sub` and `sup`, escaped. */
export function formulaHtml(pieces: readonly Piece[], depth = 0): string {
  let html = ''
  let run = { text: '', look: 'upright' as Look }
  const flush = () => {
    html += inLook(run.text, run.look)
    run = { text: '', look: 'upright' }
  }
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      if (run.look === piece.look) run.text += piece.text
      else {
        flush()
        run = { text: piece.text, look: piece.look }
      }
      continue
    }
    flush()
    for (const { up, part } of writtenScripts(piece)) {
      const tag = up ? 'sup' : 'sub'
      const inner = depth < MAX_DEPTH ? formulaHtml(part.pieces, depth + 1) : escapeHtml(unicodeText(part.pieces))
      html += `<${tag}>${inner}</${tag}>`
    }
  }
  flush()
  return html
}

function inLook(text: string, look: Look): string {
  if (text === '') return ''
  const tags = TAGS[look]
  return (
    tags.map((tag) => `<${tag}>`).join('') +
    escapeHtml(text) +
    tags
      .toReversed()
      .map((tag) => `</${tag}>`)
      .join('')
  )
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
}
