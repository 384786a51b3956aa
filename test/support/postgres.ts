import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { createLog } from '../../src/lib/log.ts'
import { startEmbedded } from '../../src/store/embedded.ts'
import { migrate } from '../../src/store/migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A migrated PostgreSQL database that tests clone and never touch. */
    templateUrl: string
  }
}

/** One real PostgreSQL for the whole test run; every test file clones the migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'paperboy-test-'))
  const server = await startEmbedded({ dataDir, log: createLog('silent'), durable: false })
  await migrate({ url: server.url })
  project.provide('templateUrl', server.url)
  return async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
