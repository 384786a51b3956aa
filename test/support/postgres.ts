import type { TestProject } from 'vitest/node'
import { createLog } from '../../src/lib/log.ts'
import { startTemporary } from '../../src/store/embedded.ts'
import { migrate } from '../../src/store/migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A migrated PostgreSQL database that tests clone and never touch. */
    templateUrl: string
  }
}

/** One real PostgreSQL for the whole test run; every test file clones the migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTemporary(createLog('silent'))
  try {
    await migrate({ url: server.url })
  } catch (error) {
    await server.stop()
    throw error
  }
  project.provide('templateUrl', server.url)
  return () => server.stop()
}
