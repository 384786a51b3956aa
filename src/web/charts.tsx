/** Papers of one edition or one category. */
interface Counted {
  /** Shown where the mouse rests. */
  name: string
  new: number
  cross: number
}

/** Fewer columns than these would be as broad as walls. */
const LEAST_COLUMNS = 12

/**
 * A column for each, new papers below and cross-listed ones upon them, the fullest as high as the chart. It stretches to
 * the width that it has; what it shows stands in a table for those who don't see it.
 */
export function Columns({ counted }: { counted: readonly Counted[] }) {
  const most = fullest(counted)
  const slots = Math.max(LEAST_COLUMNS, counted.length)
  return (
    <svg class="timeline" viewBox={`0 0 ${slots * 10} 100`} preserveAspectRatio="none" aria-hidden="true">
      {counted.map(({ name, new: fresh, cross }, index) => {
        const left = (slots - counted.length + index) * 10 + 1
        const [low, high] = [rounded((100 * fresh) / most), rounded((100 * (fresh + cross)) / most)]
        return (
          <g>
            <title>{`${name}: ${fresh} + ${cross}`}</title>
            <rect class="fresh" x={left} y={rounded(100 - low)} width="8" height={low} />
            <rect class="crossed" x={left} y={rounded(100 - high)} width="8" height={rounded(high - low)} />
          </g>
        )
      })}
    </svg>
  )
}

/** One bar of many below each other. @param most the papers of the longest */
export function Bar({ counted, most }: { counted: Omit<Counted, 'name'>; most: number }) {
  const [fresh, both] = [counted.new, counted.new + counted.cross].map((papers) => rounded((100 * papers) / most))
  return (
    <svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="fresh" width={fresh} height="8" />
      <rect class="crossed" x={fresh} width={rounded((both ?? 0) - (fresh ?? 0))} height="8" />
    </svg>
  )
}

/** What the two shades mean. */
export function Key({ fresh, crossed }: { fresh: string; crossed: string }) {
  return (
    <span class="key">
      {[
        ['fresh', fresh],
        ['crossed', crossed],
      ].map(([shade, name]) => (
        <span>
          <svg viewBox="0 0 10 10" aria-hidden="true">
            <rect class={shade} width="10" height="10" />
          </svg>
          {name}
        </span>
      ))}
    </span>
  )
}

export function fullest(counted: readonly Omit<Counted, 'name'>[]): number {
  return Math.max(1, ...counted.map(({ new: fresh, cross }) => fresh + cross))
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
