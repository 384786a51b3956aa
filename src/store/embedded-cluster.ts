import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../domain/errors.ts'
import type { Binaries } from './embedded-binaries.ts'
import type { Home } from './embedded-home.ts'
import { createWhole, readIfThere } from './embedded-lock.ts'

export const SUPERUSER = 'paperboy'

const DRAFT = 'cluster.new.'

/** For a program of PostgreSQL's: nothing of ours (PGOPTIONS, TZ, …) may change what it does. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C' }

/**
 * Makes the cluster where there is none: UTF-8, sorted by code point, with Unicode's upper and lower case. It gets its
 * name when it is whole, so an initdb that was killed is simply done again.
 * @returns the superuser's password
 * @throws AppError `config`
 */
export async function prepareCluster(
  home: Home,
  options: { dataDir: string; binaries: Binaries; durable: boolean },
): Promise<string> {
  const password = readOrMakePassword(options.dataDir, home.cluster)
  if (existsSync(home.cluster)) return password
  removeDrafts(home)
  // A fresh name each time: an initdb that has outlived its killed parent still writes, and cleans up, in the old one.
  const draft = join(home.folder, `${DRAFT}${randomBytes(4).toString('hex')}`)
  mkdirSync(draft, { mode: 0o700 })
  giveAway(draft, home)
  const passwordFile = join(home.folder, 'initdb-password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  giveAway(passwordFile, home)
  try {
    await initdb(home, options.binaries, [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(options.durable ? [] : ['--no-sync']),
    ])
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(draft, home.cluster)
  return password
}

/** In `DATA_DIR/postgres-password`, for the user who runs Paperboy only. */
function readOrMakePassword(dataDir: string, cluster: string): string {
  const path = join(dataDir, 'postgres-password')
  const kept = readIfThere(path)?.trim()
  if (kept) return kept
  if (existsSync(cluster))
    throw new AppError(
      'config',
      `${path} is missing or empty, but the database in ${cluster} asks for that password: bring the file back from a backup, or move ${cluster} away to begin with an empty database`,
    )
  rmSync(path, { force: true })
  const password = randomBytes(24).toString('base64url')
  createWhole(path, `${password}\n`, 0o600)
  return password
}

function removeDrafts(home: Home): void {
  for (const name of readdirSync(home.folder)) {
    if (!name.startsWith(DRAFT)) continue
    try {
      rmSync(join(home.folder, name), { recursive: true, force: true })
    } catch {
      // Somebody still writes there; the next new cluster clears it away.
    }
  }
}

function giveAway(path: string, home: Home): void {
  if (home.serverUser) chownSync(path, home.serverUser.uid, home.serverUser.gid)
}

function initdb(home: Home, binaries: Binaries, args: string[]): Promise<void> {
  const user = home.serverUser ? { uid: home.serverUser.uid, gid: home.serverUser.gid } : {}
  return new Promise((resolve, reject) => {
    execFile(binaries.initdb, args, { ...user, cwd: '/', env: SERVER_ENVIRONMENT }, (error, _stdout, stderr) => {
      if (!error) return resolve()
      const why = stderr.trim().split('\n').slice(-4).join(' ') || error.message
      const advice = /No space left|quota exceeded/i.test(stderr)
        ? 'The disk is full: free some space (a new database takes 40 MB).'
        : 'Look at that, or set DATABASE_URL to a PostgreSQL of yours.'
      reject(new AppError('config', `no database could be made in ${home.folder}: ${why} ${advice}`, { cause: error }))
    })
  })
}
