import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../domain/errors.ts'
import { isAlive, ownIdentity } from './embedded-process.ts'

/** Longer than the longest thing done under the lock, a server's start with crash recovery. */
const PATIENCE_MS = 180_000
const POLL_MS = 50

/**
 * Runs `work` while no other process of this machine holds the lock file. A holder that died loses it.
 * @throws AppError `unavailable` where a living holder does not let go
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await acquire(path)
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

async function acquire(path: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (!createWhole(path, `${ownIdentity()} ${randomBytes(8).toString('hex')}`)) {
    const holder = readIfThere(path)
    if (holder !== null && !isAlive(identityIn(holder))) await breakLock(path, holder)
    else if (Date.now() < deadline) await sleep(POLL_MS)
    else throw stillHeld(path, holder)
  }
}

/**
 * Removes what a dead holder left. Only one may do so at a time, and must look again first: otherwise a slow
 * process could remove the lock of the next, living holder.
 */
async function breakLock(path: string, dead: string): Promise<void> {
  await withLock(`${path}.break`, async () => {
    if (readIfThere(path) === dead) rmSync(path, { force: true })
  })
}

function stillHeld(path: string, holder: string | null): AppError {
  return new AppError(
    'unavailable',
    `another Paperboy (process ${Number.parseInt(holder ?? '', 10)}) has been starting or stopping the database for ${PATIENCE_MS / 1000} s and holds ${path}. Stop that process, then try again.`,
  )
}

/** Notes in `folder` that this process uses the server. Forget it by removing the file returned. */
export function register(folder: string): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${process.pid}-${randomBytes(4).toString('hex')}`)
  writeFileSync(path, ownIdentity())
  return path
}

/** Whether any living process is registered; notes of dead ones are removed. */
export function isInUse(folder: string): boolean {
  mkdirSync(folder, { recursive: true })
  const notes = readdirSync(folder).map((name) => join(folder, name))
  for (const note of notes) if (!isAlive(readIfThere(note) ?? '')) rmSync(note, { force: true })
  return readdirSync(folder).length > 0
}

/** Makes a file with all its content in one step. False where the name is taken. */
export function createWhole(path: string, content: string, mode = 0o644): boolean {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, content, { mode })
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft)
  }
}

export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function identityIn(content: string): string {
  return content.split(' ')[0] ?? ''
}
