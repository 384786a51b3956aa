/** One line of a diagnosis. */
export interface Finding {
  /** What was looked at, e.g. `spf`. */
  check: string
  /** `warning`: mail goes out all the same, or nobody can know from here. */
  state: 'ok' | 'warning' | 'wrong'
  says: string
  /** How to mend it; null where there is nothing to mend. */
  mend: string | null
}

export const ok = (check: string, says: string): Finding => ({ check, state: 'ok', says, mend: null })
export const warning = (check: string, says: string, mend: string): Finding => ({ check, state: 'warning', says, mend })
export const wrong = (check: string, says: string, mend: string): Finding => ({ check, state: 'wrong', says, mend })

/** A check that can't be made is a finding, too. */
export async function look(check: string, work: () => Promise<Finding | Finding[]>): Promise<Finding[]> {
  try {
    return [await work()].flat()
  } catch (error) {
    return [
      warning(check, `could not be looked at: ${reasonOf(error)}`, 'try again; if it stays so, look at the network'),
    ]
  }
}

/** The words of an error, in one line, and what caused it where fetch says nothing but "failed". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error && error.message === 'fetch failed' ? error.cause : error
  const code = (cause as { code?: unknown }).code
  const words = [typeof code === 'string' ? code : '', cause.message].filter(Boolean).join(': ')
  return words.replace(/\s+/g, ' ').slice(0, 200)
}
