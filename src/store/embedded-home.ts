import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../domain/errors.ts'
import type { Log } from '../lib/log.ts'
import { createWhole, readIfThere } from './embedded-lock.ts'

/** Where root keeps what an unprivileged user must be able to enter. */
export const SYSTEM_FOLDER = '/var/lib/paperboy'

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
  const folder = homeFolder(dataDir, user, log)
  const cluster = join(folder, 'cluster')
  return {
    folder,
    cluster,
    lock: join(folder, 'lock'),
    users: join(folder, 'users'),
    serverLog: join(folder, 'server.log'),
    serverUser: user && existsSync(cluster) ? ownerOf(cluster, user) : user,
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
  const pointer = join(dataDir, 'postgres-elsewhere')
  const inside = join(dataDir, 'postgres')
  const recorded = readIfThere(pointer)?.trim() ?? null
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
  const folder = join(SYSTEM_FOLDER, 'clusters', randomBytes(8).toString('hex'))
  enterable(SYSTEM_FOLDER)
  enterable(dirname(folder))
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

/** Files keep the owner that they have, so that he can run Paperboy himself tomorrow; what root restored from a backup is given away. */
function ownerOf(cluster: string, user: ServerUser): ServerUser {
  const { uid, gid } = statSync(cluster)
  if (uid !== 0) return { name: `uid ${uid}`, uid, gid }
  lchownSync(cluster, user.uid, user.gid)
  for (const entry of readdirSync(cluster, { recursive: true, encoding: 'utf8' }))
    lchownSync(join(cluster, entry), user.uid, user.gid)
  return user
}
