/**
 * Compiles the program for the setup, which calls this in a process of its own: the compiler takes 200 MB, and the command
 * that wanted it is to run in less. Types are not checked here; `npm run check` does that.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { DIST, describeProgram, ROOT } from './program.mjs'

/** What a build was made from: its recipe, and each file's hash. The next one takes over what is still the same. */
const CONTENTS = 'contents.json'
/** A process loads the last of its modules at its start, which may wait for another's migration; its build stays for longer. */
const KEPT_MS = 10 * 60_000

try {
  build(describeProgram())
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

/** Under another name until it is whole. */
function build({ folder, recipe, parts }) {
  const before = newestBuild()
  const draft = `${folder}.${process.pid}.new`
  try {
    const compile = compilerInto(draft, before, recipe)
    for (const part of parts) {
      mkdirSync(dirname(join(draft, part.path)), { recursive: true })
      if (/^src\b.*\.tsx?$/.test(part.path)) compile(part)
      else writeFileSync(join(draft, part.path), part.bytes)
    }
    const files = Object.fromEntries(parts.map(({ path, hash }) => [path, hash]))
    writeFileSync(join(draft, CONTENTS), JSON.stringify({ recipe, files }))
    renameSync(draft, folder)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  removeOld(folder, before)
}

function newestBuild() {
  if (!existsSync(DIST)) return undefined
  return readdirSync(DIST)
    .map((name) => join(DIST, name))
    .filter((path) => existsSync(join(path, CONTENTS)))
    .map((path) => ({ path, madeAt: statSync(path).mtimeMs }))
    .sort((a, b) => b.madeAt - a.madeAt)[0]
}

function compilerInto(draft, last, recipe) {
  const isUnchanged = unchangedSince(last, recipe)
  let transpile
  return (part) => {
    const output = part.path.replace(/\.tsx?$/, '.js')
    if (isUnchanged(part))
      for (const path of [output, `${output}.map`]) copyFileSync(join(last.path, path), join(draft, path))
    else {
      transpile ??= createTranspiler()
      const { outputText, sourceMapText } = transpile(part, join(draft, output))
      writeFileSync(join(draft, output), outputText)
      writeFileSync(join(draft, `${output}.map`), sourceMapText)
    }
  }
}

/** @returns tells of a source whether the last build has compiled the very same */
function unchangedSince(last, recipe) {
  const known = last ? JSON.parse(readFileSync(join(last.path, CONTENTS), 'utf8')) : null
  return ({ path, hash }) => known?.recipe === recipe && known.files[path] === hash
}

function createTranspiler() {
  const ts = createRequire(import.meta.url)('typescript')
  const refuse = (problems) => {
    if (problems.length === 0) return
    const names = { getCurrentDirectory: () => ROOT, getCanonicalFileName: (name) => name, getNewLine: () => '\n' }
    throw new Error(ts.formatDiagnostics(problems, names))
  }
  const { options, errors } = ts.getParsedCommandLineOfConfigFile(join(ROOT, 'tsconfig.build.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem) => refuse([problem]),
  })
  refuse(errors)
  return ({ path, bytes }, output) => {
    const result = ts.transpileModule(bytes.toString(), {
      fileName: join(ROOT, path),
      reportDiagnostics: true,
      compilerOptions: {
        ...options,
        // Alone, without its package.json, a file would not be known for an ES module.
        module: ts.ModuleKind.ESNext,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        sourceMap: true,
        sourceRoot: `${relative(dirname(output), dirname(join(ROOT, path)))}/`,
      },
    })
    refuse(result.diagnostics)
    return result
  }
}

/** Nobody has started from what is older than the build before this one; drafts of killed builds go with it. */
function removeOld(current, before) {
  const now = Date.now()
  for (const path of readdirSync(DIST).map((name) => join(DIST, name)))
    if (path !== current && path !== before?.path && now - statSync(path).mtimeMs > KEPT_MS)
      rmSync(path, { recursive: true, force: true })
}
