import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { AppError } from '../domain/errors.ts'
import type { Log } from '../lib/log.ts'
import { createWhole, readIfThere } from './embedded-lock.ts'

/** Where root keeps what an unprivileged user must be able to enter. */
export const SYSTEM_FOLDER = '/var/lib/paperboy'

const CLUSTERS = join(SYSTEM_FOLDER, 'clusters')

/** PostgreSQL refuses to run as root. */
export interface ServerUser {
  name: string
  uid: number
  gid: number
}

/** Where one embedded database lives, and who runs it. */
export interface Home {
  folder: string
  /** PostgreSQL's own data directory. */
  cluster: string
  lock: string
  users: string
  serverLog: string
  /** Null: PostgreSQL runs as we do. */
  serverUser: ServerUser | null
}

/** Finds the home that belongs to `dataDir`, or makes it. */
export function prepareHome(dataDir: string, log: Log): Home {
  mkdirSync(dataDir, { recursive: true })
  const user = process.getuid?.() === 0 ? unprivilegedUser() : null
  const home = homeIn(homeFolder(dataDir, user, log))
  return { ...home, serverUser: user && existsSync(home.cluster) ? ownerOf(home.cluster, user) : user }
}

function homeIn(folder: string): Omit<Home, 'serverUser'> {
  return {
    folder,
    cluster: join(folder, 'cluster'),
    lock: join(folder, 'lock'),
    users: join(folder, 'users'),
    serverLog: join(folder, 'server.log'),
  }
}

function unprivilegedUser(): ServerUser {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find((fields) => fields[0] === name)
    if (account) return { name, uid: Number(account[2]), gid: Number(account[3]) }
  }
  throw new AppError(
    'config',
    'PostgreSQL does not run as root, and this machine has neither a user "postgres" nor "nobody": add one, run Paperboy as another user, or set DATABASE_URL',
  )
}

/**
 * `dataDir/postgres`, where the server's user can enter it. Else a folder of root's, which `dataDir` names: a name made
 * of the path instead would lose the database when `dataDir` is moved, and find a stranger's when it is deleted.
 */
function homeFolder(dataDir: string, user: ServerUser | null, log: Log): string {
  const { pointer, inside, recorded } = placesOf(dataDir)
  if (recorded === null && (existsSync(inside) || user === null || canEnter(user, dataDir))) return enterable(inside)
  const folder = recorded ?? homeElsewhere(dataDir, pointer)
  if (!existsSync(folder))
    throw new AppError(
      'config',
      `the database of DATA_DIR ${dataDir} stood in ${folder}, which is gone: bring that folder back, or delete ${pointer} to begin with an empty database`,
    )
  log.info({ folder, dataDir }, `the database lives in ${folder}, because its user can't enter DATA_DIR ${dataDir}`)
  return folder
}

function placesOf(dataDir: string): { pointer: string; inside: string; recorded: string | null } {
  const pointer = join(dataDir, 'postgres-elsewhere')
  return { pointer, inside: join(dataDir, 'postgres'), recorded: readIfThere(pointer)?.trim() ?? null }
}

/** Asks the system itself: mode bits alone would miss access lists and mount options. */
function canEnter(user: ServerUser, folder: string): boolean {
  const probe = spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], {
    uid: user.uid,
    gid: user.gid,
    cwd: '/',
    stdio: 'ignore',
  })
  return probe.status === 0
}

function homeElsewhere(dataDir: string, pointer: string): string {
  const folder = join(CLUSTERS, randomBytes(8).toString('hex'))
  enterable(SYSTEM_FOLDER)
  enterable(CLUSTERS)
  enterable(folder)
  createWhole(join(folder, 'data-dir'), `${dataDir}\n`)
  if (createWhole(pointer, `${folder}\n`)) return folder
  rmSync(folder, { recursive: true })
  return readFileSync(pointer, 'utf8').trim()
}

function enterable(folder: string): string {
  if (existsSync(folder)) return folder
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  return folder
}

/**
 * The home that `dataDir` has, if any, for whoever wants it gone.
 * @returns also the files in `dataDir` that make no sense without it
 * @throws AppError `config` where it names a folder that Paperboy would not have made: nothing is deleted on hearsay
 */
export function findHome(dataDir: string): { home: Home | null; traces: string[] } {
  const { pointer, inside, recorded } = placesOf(dataDir)
  if (recorded !== null && dirname(resolve(recorded)) !== CLUSTERS)
    throw new AppError(
      'config',
      `${pointer} says that the database is in ${recorded}, which is no folder in ${CLUSTERS}: delete both yourself`,
    )
  const folder = recorded ?? inside
  return {
    home: existsSync(folder) ? { ...homeIn(folder), serverUser: null } : null,
    traces: [pointer, inside, join(dataDir, 'postgres-password')],
  }
}

/** Files keep the owner that they have, so that he can run Paperboy himself tomorrow; what root restored from a backup is given away. */
function ownerOf(cluster: string, user: ServerUser): ServerUser {
  const { uid, gid } = statSync(cluster)
  if (uid !== 0) return { name: `uid ${uid}`, uid, gid }
  lchownSync(cluster, user.uid, user.gid)
  for (const entry of readdirSync(cluster, { recursive: true, encoding: 'utf8' }))
    lchownSync(join(cluster, entry), user.uid, user.gid)
  return user
}
