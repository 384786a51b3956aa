/** One block of `Name: value` lines: names in lower case, the first of each. */
export type Fields = ReadonlyMap<string, string>

const MOST_BLOCKS = 100
const MOST_VALUE = 1_000

/**
 * The blocks of a machine-readable report (RFC 3464 section 2.1, RFC 5965 section 3.1), with folded lines joined. Blank
 * lines part them; so does a second recipient, which some servers write right below the first.
 */
export function readBlocks(text: string): Fields[] {
  const blocks: Map<string, string>[] = []
  let block = new Map<string, string>()
  for (const line of text
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]+(?=\S)/g, ' ')
    .split('\n')) {
    const [, written = '', value = ''] = /^([!-9;-~]{1,80})[ \t]*:(.*)$/.exec(line) ?? []
    const name = written.toLowerCase()
    if (line.trim() === '' || (name === 'final-recipient' && block.has(name))) {
      if (block.size > 0) blocks.push(block)
      block = new Map()
    }
    if (name !== '' && !block.has(name)) block.set(name, value.trim().slice(0, MOST_VALUE))
    if (blocks.length >= MOST_BLOCKS) return blocks
  }
  return block.size > 0 ? [...blocks, block] : blocks
}
