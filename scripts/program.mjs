/**
 * What the program is made of, and where it lies compiled: in `dist/<fingerprint>/`, whose name comes from all that goes in.
 * A build that is there is therefore whole and up to date, and never changes.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
export const DIST = join(ROOT, 'dist')

/** The code, and all that it reads from where it lies. */
const FOLDERS = ['src', 'emails', 'prisma', 'sample']
const FILES = ['package.json']
/** What decides what the code is compiled to. */
const RECIPE = ['tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs', 'node_modules/typescript/package.json']

/** @returns the folder of the build of the present sources; null where there is none yet */
export function builtProgram() {
  const { folder } = describeProgram()
  return existsSync(folder) ? folder : null
}

/**
 * The present sources, each read once.
 * @returns {{ folder: string, recipe: string, parts: { path: string, hash: string, bytes: Buffer }[] }} `folder` is where
 * their build belongs; paths are relative to the clone
 */
export function describeProgram() {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      // Editors keep hidden files of their own beside those that they change.
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
  )
  const parts = [...FILES, ...files.sort()].map((path) => {
    const bytes = readFileSync(join(ROOT, path))
    return { path, hash: hashOf(bytes), bytes }
  })
  const recipe = hashOf(...RECIPE.map((path) => readFileSync(join(ROOT, path))))
  const fingerprint = hashOf(recipe, ...parts.flatMap(({ path, hash }) => [path, hash]))
  return { folder: join(DIST, fingerprint.slice(0, 16)), recipe, parts }
}

function hashOf(...texts) {
  const hash = createHash('sha256')
  // The lengths keep ('ab', 'c') apart from ('a', 'bc').
  for (const text of texts) hash.update(`${text.length}:`).update(text)
  return hash.digest('hex')
}
