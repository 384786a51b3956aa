/**
 * Makes a clone ready to run: dependencies as in package-lock.json, the Prisma client as in prisma/schema.prisma, and the
 * program compiled as in src/. Every npm script calls it first, so it must be quick and silent when nothing is to do, and
 * never asks.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  lchownSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { builtProgram, DIST, ROOT } from './program.mjs'

const MODULES = join(ROOT, 'node_modules')
const GENERATED = join(ROOT, 'src', 'store', 'generated')
/** What the client was generated from. */
const STAMP = join(GENERATED, '.generated-from')
const BUILD = join(ROOT, 'scripts', 'build.mjs')
const LOCK = join(ROOT, '.setup-lock')
const NPM_ADVICE = `npm needs its registry ("npm config get registry" names it) and must be able to write in ${ROOT}. Then run the same command again.`

/** The folder of the compiled program; null where something went wrong, which was told then. */
export const program = await ready()

async function ready() {
  try {
    checkNode()
    const there = needsInstall() || needsClient() ? null : builtProgram()
    if (there !== null) return there
    await withLock(LOCK, () => say('waiting for another setup of this clone to end …'), setUp)
    return builtProgram() ?? fail('the sources were changed while they were compiled: run the same command again.')
  } catch (error) {
    process.stderr.write(`setup: ${explain(error)}\n`)
    process.exitCode = 1
    return null
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(
      `Paperboy needs Node.js 20.19 or newer, and this is ${process.version} (${process.execPath}).\nInstall a newer one from https://nodejs.org, then run the same command again.`,
    )
}

/**
 * Whether node_modules is not what the lock file says. npm writes its own list there when all is installed. Not all of
 * the lock file is in it (other platforms' packages, optional peers), but all that we name ourselves is.
 */
function needsInstall() {
  const installed = installedPackages()
  const wanted = readJson(join(ROOT, 'package-lock.json')).packages
  const own = Object.keys({ ...wanted[''].dependencies, ...wanted[''].devDependencies })
  return (
    own.some((name) => !installed[`node_modules/${name}`]) ||
    Object.entries(installed).some(([path, { version }]) => wanted[path] && wanted[path].version !== version)
  )
}

function installedPackages() {
  try {
    return readJson(join(MODULES, '.package-lock.json')).packages
  } catch {
    // Nothing is installed, or npm was killed over it.
    return {}
  }
}

function needsClient() {
  return !existsSync(join(GENERATED, 'client.ts')) || readIfThere(STAMP) !== clientSource()
}

/** Fingerprint of all that decides what the client looks like. */
function clientSource() {
  const { version } = readJson(join(MODULES, 'prisma', 'package.json')) ?? { version: 'none' }
  const schema = readFileSync(join(ROOT, 'prisma', 'schema.prisma'))
  return createHash('sha256').update(schema).update(version).digest('hex')
}

/** Asks again what is to do: whoever held the lock before may have done it. */
async function setUp() {
  if (needsInstall()) {
    say('installing dependencies (npm ci) …')
    // NODE_ENV=production would leave out Prisma's generator, which is a development dependency.
    await run(...npm('ci', '--include=dev'), npmEnvironment(), NPM_ADVICE)
    giveToOwner(MODULES)
  }
  if (needsClient()) {
    say('generating the database client (prisma generate) …')
    await run(
      process.execPath,
      [join(MODULES, 'prisma', 'build', 'index.js'), 'generate'],
      {
        ...process.env,
        // Generating needs no schema engine. Naming any program keeps Prisma from downloading one.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
      'Set right what it says in prisma/, then run the same command again.',
    )
    writeFileSync(STAMP, clientSource())
    giveToOwner(GENERATED)
  }
  if (builtProgram() === null) {
    say('compiling …')
    await run(process.execPath, [BUILD], process.env, 'Set right what it says, then run the same command again.')
    giveToOwner(DIST)
  }
}

/** The npm that runs us, if one does; else the one in PATH. */
function npm(...args) {
  const own = process.env.npm_execpath
  return own?.endsWith('npm-cli.js') ? [process.execPath, [own, ...args]] : ['npm', args]
}

/** A user without a home (a service, a container) has no cache folder either. */
function npmEnvironment() {
  if (process.env.npm_config_cache && isWritable(process.env.npm_config_cache)) return process.env
  if (isWritable(homedir())) return process.env
  return { ...process.env, npm_config_cache: join(tmpdir(), `paperboy-npm-${process.getuid?.() ?? 'user'}`) }
}

/** Resolves when the program ends well; its output is shown only when it does not. */
function run(program, args, env, advice) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) return resolve()
      const command = [program, ...args].join(' ')
      reject(
        new Error(
          `${Buffer.concat(output)}\n"${command}" failed (${signal ?? `status ${code}`}); its output is above.\n${advice}`,
        ),
      )
    })
  })
}

/** What root installs into somebody else's clone must not get in that person's way. */
function giveToOwner(path) {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(ROOT)
  if (uid === 0) return
  lchownSync(path, uid, gid)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inside = join(path, entry.name)
    if (entry.isDirectory()) giveToOwner(inside)
    else lchownSync(inside, uid, gid)
  }
}

function explain(error) {
  if (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM')
    return `${error.message}\nThis clone isn't set up yet, and you may not write in it: run "npm run setup" there once as its owner, or clone it for yourself.`
  if (error.code === 'ENOSPC')
    return `${error.message}\nThe disk is full: free about 500 MB, then run the same command again.`
  if (error.code === 'ENOENT' && error.syscall?.startsWith('spawn'))
    return `${error.message}\nnpm is not in PATH: it comes with Node.js; install it, then run the same command again.`
  return error.message
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`)
}

function fail(text) {
  throw new Error(text)
}

function isWritable(path) {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

function readJson(path) {
  const text = readIfThere(path)
  return text === null ? null : JSON.parse(text)
}
