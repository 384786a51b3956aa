export interface Row {
  what: string
  ours: string
  /** The peer, or the limit, measured or given in the same run. */
  beside: string
  value: string
  /** How many times faster than the peer, or how far from the limit. */
  ratio: number | null
}

/** Median of so many runs, in milliseconds, after one that does not count. */
export async function median(runs: number, work: () => unknown): Promise<number> {
  await work()
  const times: number[] = []
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
}

export function ms(value: number): string {
  return value >= 100 ? `${Math.round(value).toLocaleString('en-US')} ms` : `${value.toPrecision(3)} ms`
}

export function times(ratio: number): string {
  return `${ratio >= 10 ? Math.round(ratio).toLocaleString('en-US') : ratio.toPrecision(2)} ×`
}

export function table(rows: readonly Row[]): string {
  return columns(
    ['what', 'ours', 'beside it', 'takes', 'ratio'],
    rows.map(({ what, ours, beside, value, ratio }) => [what, ours, beside, value, ratio === null ? '' : times(ratio)]),
  )
}

/** A table for a terminal: a head, a rule, and the lines, each column as wide as its widest cell. */
export function columns(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...lines.map((line) => line[column]?.length ?? 0)))
  const print = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [print(head), print(widths.map((width) => '-'.repeat(width))), ...lines.map(print)].join('\n')
}
