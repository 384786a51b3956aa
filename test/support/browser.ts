import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** The system's own: playwright-core brings none. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'

/**
 * For `describe.skipIf`: true where there is no browser, which is said aloud. Never in CI, where a missing browser is a
 * failure: there the suite runs, and can't start it.
 * @param what is not tested then, e.g. `how pages look`
 */
export function lacksBrowser(what: string): boolean {
  if (existsSync(CHROMIUM) || process.env.CI === 'true') return false
  process.stderr.write(
    `\n*** NOT TESTED: ${what}, since there is no Chromium at ${CHROMIUM}. Set CHROMIUM to its path. ***\n\n`,
  )
  return true
}

/** A headless Chromium that talks to nobody by itself; without its sandbox, which root and most containers can't have. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
