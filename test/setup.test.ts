import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { makeClone, startInClone, writeSource } from './support/clone.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PAPERBOY = [process.execPath, 'scripts/paperboy.mjs']
const isRoot = process.getuid?.() === 0
const nobody = { uid: 65534, gid: 65534 }
/** Not where this clone, whose node_modules are borrowed, lies in a folder that only root can enter. */
const nobodyCanRunUs =
  isRoot && spawnSync('/bin/cat', [join(ROOT, 'package.json')], { ...nobody, cwd: '/' }).status === 0
const HOUR_MS = 60 * 60_000

const clones: string[] = []
afterEach(() => {
  for (const clone of clones.splice(0)) {
    chmodSync(clone, 0o755)
    chmodSync(join(clone, 'dist'), 0o755)
    rmSync(clone, { recursive: true, force: true })
  }
})

function cloneWith(sources: Record<string, string>): string {
  const clone = makeClone(sources)
  clones.push(clone)
  return clone
}

const run = (clone: string, user = {}) => startInClone(clone, PAPERBOY, user).ended
const builds = (clone: string) => readdirSync(join(clone, 'dist'))
const compiled = { code: 0, stderr: 'setup: compiling …\n' }
const silent = { code: 0, stderr: '' }

describe('The setup of a clone', { timeout: 60_000 }, () => {
  it('compiles the program, and says and does nothing when it is there already', async () => {
    const clone = cloneWith({ 'cli.ts': `process.stdout.write('hello' as string)` })
    expect(await run(clone)).toEqual({ ...compiled, stdout: 'hello' })
    const before = statSync(join(clone, 'dist')).mtimeMs
    // A checkout or a copy makes files look newer than they are.
    utimesSync(join(clone, 'src', 'cli.ts'), new Date(), new Date())
    expect(await run(clone)).toEqual({ ...silent, stdout: 'hello' })
    expect(statSync(join(clone, 'dist')).mtimeMs).toBe(before)
  })

  it('compiles what was changed, takes over the rest, and leaves out what was deleted', async () => {
    const clone = cloneWith({
      'cli.ts': `import { word } from './word.ts'\nimport './old.ts'\nprocess.stdout.write(word)`,
      'word.ts': `export const word: string = 'one'`,
      'old.ts': `process.stdout.write('old ')`,
    })
    expect(await run(clone)).toEqual({ ...compiled, stdout: 'old one' })
    const [first] = builds(clone)
    writeSource(clone, 'word.ts', `export const word: string = 'two'`)
    expect(await run(clone)).toEqual({ ...compiled, stdout: 'old two' })
    rmSync(join(clone, 'src', 'old.ts'))
    expect(await run(clone)).toMatchObject({ code: 1, stderr: expect.stringMatching(/old\.js/) })
    writeSource(clone, 'cli.ts', `import { word } from './word.ts'\nprocess.stdout.write(word)`)
    expect(await run(clone)).toEqual({ ...compiled, stdout: 'two' })
    writeSource(clone, 'word.ts', `export const word: string = 'one'`)
    writeSource(clone, 'cli.ts', `import { word } from './word.ts'\nimport './old.ts'\nprocess.stdout.write(word)`)
    writeSource(clone, 'old.ts', `process.stdout.write('old ')`)
    expect(await run(clone), 'the first sources again').toEqual({ ...silent, stdout: 'old one' })
    expect(builds(clone)).toContain(first)
  })

  it("compiles anew when the compiler's settings, or a template, have changed", async () => {
    const template = `new URL('../emails/new.txt', import.meta.url)`
    const clone = cloneWith({
      'cli.ts': `import { readFileSync } from 'node:fs'\nprocess.stdout.write(readFileSync(${template}, 'utf8'))`,
    })
    writeFileSync(join(clone, 'emails', 'new.txt'), 'Good morning')
    expect(await run(clone)).toEqual({ ...compiled, stdout: 'Good morning' })
    writeFileSync(join(clone, 'emails', 'new.txt'), 'Good evening')
    expect(await run(clone)).toEqual({ ...compiled, stdout: 'Good evening' })
    const settings = { extends: './tsconfig.json', compilerOptions: { removeComments: true }, include: ['src'] }
    writeFileSync(join(clone, 'tsconfig.build.json'), JSON.stringify(settings))
    expect(await run(clone)).toEqual({ ...compiled, stdout: 'Good evening' })
  })

  it('compiles once when several commands start at the same moment, and each runs the whole', async () => {
    const parts = Array.from({ length: 40 }, (_, n) => `part${n}`)
    const clone = cloneWith({
      'cli.ts': `${parts.map((part) => `import '../src/${part}.ts'`).join('\n')}\nprocess.stdout.write('.')`,
      ...Object.fromEntries(parts.map((part) => [`${part}.ts`, `process.stdout.write('${part} ')`])),
    })
    const results = await Promise.all([run(clone), run(clone), run(clone)])
    const stdout = `${parts.join(' ')} .`
    expect(results.map((result) => [result.code, result.stdout])).toEqual(results.map(() => [0, stdout]))
    expect(results.filter(({ stderr }) => stderr.includes('compiling'))).toHaveLength(1)
    expect(readdirSync(clone)).not.toContain('.setup-lock')
  })

  it('leaves a running program its own modules when the next one is compiled', async () => {
    const late = `process.stdin.once('data', async () => { await import('./late.ts'); process.exit() })`
    const clone = cloneWith({
      'cli.ts': `process.stdout.write('ready ')\n${late}`,
      'late.ts': `process.stdout.write('late')`,
    })
    const server = startInClone(clone, PAPERBOY)
    await once(server.child.stdout, 'data')
    for (const word of ['this', 'that']) {
      rmSync(join(clone, 'src', 'late.ts'), { force: true })
      writeSource(clone, 'cli.ts', `process.stdout.write('${word}')`)
      expect(await run(clone)).toEqual({ ...compiled, stdout: word })
    }
    server.child.stdin.write('\n')
    expect(await server.ended).toEqual({ ...compiled, stdout: 'ready late' })
  })

  it('clears away what nobody can start from any more, but for the build before', async () => {
    const clone = cloneWith({ 'cli.ts': '' })
    const made: string[] = []
    const age = (name: string | undefined, hours: number) => {
      const then = new Date(Date.now() - hours * HOUR_MS)
      utimesSync(join(clone, 'dist', name ?? ''), then, then)
    }
    for (const word of ['one', 'two', 'three']) {
      writeSource(clone, 'cli.ts', `// ${word}`)
      await run(clone)
      made.push(...builds(clone).filter((name) => !made.includes(name)))
    }
    const [one, two, three] = made
    mkdirSync(join(clone, 'dist', 'killed.new'))
    age('killed.new', 1)
    age(one, 3)
    age(two, 2)
    age(three, 1)
    writeSource(clone, 'cli.ts', '// four')
    await run(clone)
    expect(builds(clone)).toHaveLength(2)
    expect(builds(clone)).toContain(three)
  })

  it('tells where the sources can not be compiled, and runs nothing', async () => {
    const clone = cloneWith({ 'cli.ts': `process.stdout.write('ran')\nconst = 1` })
    expect(await run(clone)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^setup: compiling …\nsetup: src\/cli\.ts\(2,7\): error TS1134: /),
    })
    expect(builds(clone)).toEqual([])
  })

  it('names the lines of the sources in a stack trace', async () => {
    const clone = cloneWith({ 'cli.ts': `interface None {\n  no: 1\n}\nthrow new Error('lost') as None & Error` })
    const { code, stderr } = await run(clone)
    expect(code).toBe(1)
    expect(stderr).toContain('/src/cli.ts:4:7')
  })

  it.skipIf(isRoot && !nobodyCanRunUs)(
    'serves who may not write in it, and tells them when it is not set up',
    async () => {
      const user = isRoot ? nobody : {}
      const clone = cloneWith({ 'cli.ts': `process.stdout.write('hello')` })
      await run(clone)
      chmodSync(clone, 0o555)
      chmodSync(join(clone, 'dist'), 0o555)
      expect(await run(clone, user)).toEqual({ ...silent, stdout: 'hello' })
      writeFileSync(join(clone, 'src', 'cli.ts'), `process.stdout.write('changed')`)
      expect(await run(clone, user)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(
          /EACCES.*\nThis clone isn't set up yet.*run "npm run setup" there once as its owner/,
        ),
      })
    },
  )

  it.skipIf(!isRoot)("gives what root compiles in somebody else's clone to its owner", async () => {
    const clone = cloneWith({ 'cli.ts': '' })
    chownSync(clone, nobody.uid, nobody.gid)
    expect(await run(clone)).toMatchObject(compiled)
    const entries = ['', ...readdirSync(join(clone, 'dist'), { recursive: true, encoding: 'utf8' })]
    for (const name of entries) expect(statSync(join(clone, 'dist', name)).uid, name).toBe(nobody.uid)
  })
})

describe('Paperboy, run by npm', { timeout: 60_000 }, () => {
  it('ends tidily when npm is told to end', async () => {
    const clone = cloneWith({
      'cli.ts': `setTimeout(() => {}, 20_000)\nprocess.stdout.write('ready ')
        process.once('SIGTERM', () => process.stdout.write('tidy', () => process.exit()))`,
    })
    const { child, ended } = startInClone(clone, ['npm', 'run', '-s', 'paperboy'])
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect((await ended).stdout).toBe('ready tidy')
  })
})
