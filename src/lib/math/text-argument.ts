import { type Cursor, NotUnderstood } from './cursor.ts'
import type { Look, MathNode } from './tree.ts'

/** Commands whose argument is running text, and its look. */
export const TEXT_COMMANDS = new Map<string, Look>([
  ['text', 'upright'],
  ['textrm', 'upright'],
  ['textnormal', 'upright'],
  ['textup', 'upright'],
  ['textmd', 'upright'],
  ['textsf', 'upright'],
  ['texttt', 'upright'],
  ['textsc', 'upright'],
  ['mbox', 'upright'],
  ['hbox', 'upright'],
  ['textbf', 'bold'],
  ['textit', 'italic'],
  ['textsl', 'italic'],
  ['emph', 'italic'],
])

/** What escapes and other short commands show in running text. */
const SHOWN = new Map(
  Object.entries({
    '%': '%',
    '&': '&',
    $: '$',
    '#': '#',
    _: '_',
    '{': '{',
    '}': '}',
    ' ': ' ',
    ',': ' ',
    ldots: '…',
    dots: '…',
  }),
)

const LIGATURES: readonly (readonly [source: string, shown: string])[] = [
  ['---', '—'],
  ['--', '–'],
  ['``', '“'],
  ["''", '”'],
  ['~', ' '],
]

/**
 * The running text of a command's argument, with the formulas in it. Stands before its `{`.
 * @param formula reads a formula up to the `$` that ends it
 */
export function textArgument(cursor: Cursor, look: Look, formula: () => MathNode[]): MathNode[] {
  cursor.skipSpace()
  if (!cursor.takes('{')) {
    const text = cursor.match(/[A-Za-z0-9-]/y)
    if (text === '') throw new NotUnderstood('a text command without braces')
    return [{ kind: 'text', text, look, spaced: false }]
  }
  const nodes = cursor.within(() => run(cursor, look, formula))
  if (!cursor.takes('}')) throw new NotUnderstood('unbalanced braces')
  return nodes
}

function run(cursor: Cursor, look: Look, formula: () => MathNode[]): MathNode[] {
  const nodes: MathNode[] = []
  let text = ''
  const flush = () => {
    if (text !== '') nodes.push({ kind: 'text', text, look, spaced: false })
    text = ''
  }
  while (!cursor.ended && cursor.next !== '}') {
    const ligature = LIGATURES.find(([source]) => cursor.takes(source))
    if (ligature) text += ligature[1]
    else if (cursor.skipSpace()) text += ' '
    else if (cursor.next === '{') {
      flush()
      nodes.push(...textArgument(cursor, look, formula))
    } else if (cursor.takes('$')) {
      flush()
      nodes.push(...cursor.within(formula))
    } else if (cursor.takes('\\')) {
      const name = cursor.commandName()
      const inner = TEXT_COMMANDS.get(name)
      const shown = SHOWN.get(name)
      if (inner !== undefined) {
        flush()
        nodes.push(...textArgument(cursor, joined(look, inner), formula))
      } else if (shown !== undefined) text += shown
      else throw new NotUnderstood(`\\${name} in text`)
    } else text += cursor.match(/[^\\{}$~`'\s-]+|['`-]/y)
  }
  flush()
  return nodes
}

function joined(outer: Look, inner: Look): Look {
  if (inner === 'upright' || outer === inner) return outer
  return outer === 'upright' ? inner : 'bold-italic'
}
