import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloneTemplate, dropDatabase } from '../support/database.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

let databaseUrl: string
beforeAll(async () => {
  databaseUrl = await cloneTemplate()
})
afterAll(() => dropDatabase(databaseUrl))

interface Ended {
  code: number | string | null | undefined
  /** Its last line. */
  account: Record<string, number>
  said: string
}

const crashTest = (...words: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const command = ['--import', 'tsx', 'scripts/crash-test.ts', '--database', databaseUrl, ...words]
    execFile(process.execPath, command, { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({
        code: error ? error.code : 0,
        account: JSON.parse(stdout.trim().split('\n').at(-1) || '{}'),
        said: stdout + stderr,
      }),
    )
  })

describe('workers that are killed while they send', { timeout: 120_000 }, () => {
  it('lose nothing, double no more than they had in hand, and never change a Message-ID', async () => {
    const { code, account, said } = await crashTest('--digests', '40', '--kills', '2')
    expect(account, said).toEqual({
      digests: 40,
      received: 40,
      lost: 0,
      doubled: expect.any(Number),
      kills: 2,
      connections: 5,
      foreignMessageIds: 0,
    })
    expect(account.doubled).toBeLessThanOrEqual(10)
    expect(code).toBe(0)
  })
})
