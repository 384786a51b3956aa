import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createLog } from '../../src/lib/log.ts'
import { type EmbeddedDatabase, removeEmbedded, startEmbedded, startTemporary } from '../../src/store/embedded.ts'
import { inspectProcess } from '../../src/store/embedded-process.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const isRoot = process.getuid?.() === 0
const nobody = { uid: 65534, gid: 65534 }
/** Not where the clone lies in a folder that only root can enter. */
const nobodyCanRunUs =
  isRoot && spawnSync('/bin/cat', [join(ROOT, 'package.json')], { ...nobody, cwd: '/' }).status === 0
if (isRoot && !nobodyCanRunUs)
  process.stderr.write('\n*** NOT TESTED: a plain user beside root, since only root can enter this clone. ***\n\n')
/** A process tree with process ids of its own, as a container has. */
const NEW_PIDS = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'] as const
const hasNewPids = run(...NEW_PIDS, 'true')
const log = createLog('silent')

const folders: string[] = []
const open = new Set<EmbeddedDatabase>()
const children = new Set<ChildProcess>()

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  for (const database of open) await database.stop()
  open.clear()
})

afterAll(() => {
  for (const folder of folders) {
    const elsewhere = join(folder, 'postgres-elsewhere')
    if (existsSync(elsewhere)) rmSync(readFileSync(elsewhere, 'utf8').trim(), { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
})

describe('an embedded database', () => {
  const dataDir = newFolder()

  it('starts in a fresh folder, speaks UTF-8 and UTC, and is called paperboy', async () => {
    const database = await start(dataDir)
    const [row] = await query(
      database.url,
      `select current_database() as name, current_setting('server_encoding') as encoding,
              current_setting('TimeZone') as zone, lower('ÄÖÜ') as lower, 'Z' < 'a' as "byCodePoint"`,
    )
    expect(row).toEqual({ name: 'paperboy', encoding: 'UTF8', zone: 'UTC', lower: 'äöü', byCodePoint: true })
    expect(database.joined).toBe(false)
  })

  it('keeps its data from one start to the next', async () => {
    const first = await start(dataDir)
    await query(first.url, `create table kept as select 'bob' as who`)
    await first.stop()
    const second = await start(dataDir)
    expect(await query(second.url, 'select who from kept')).toEqual([{ who: 'bob' }])
  })

  it('listens on this machine only, and asks for a password that only our user can read', async () => {
    const { url } = await start(dataDir)
    const [settings] = await query(
      url,
      `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
              (select count(distinct auth_method)::int from pg_hba_file_rules) as methods,
              (select min(auth_method) from pg_hba_file_rules) as method`,
    )
    expect(settings).toEqual({ addresses: '127.0.0.1', sockets: '', methods: 1, method: 'scram-sha-256' })
    const passwordFile = join(dataDir, 'postgres-password')
    expect(statSync(passwordFile).mode & 0o777).toBe(0o600)
    expect(url).toContain(readFileSync(passwordFile, 'utf8').trim())
    const wrong = new URL(url)
    wrong.password = 'guessed'
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed')
  })

  it('writes its files to the disk for certain, unless told that they may be lost', async () => {
    const durable = await startEmbedded({ dataDir, log })
    open.add(durable)
    expect(await query(durable.url, 'show fsync')).toEqual([{ fsync: 'on' }])
    await durable.stop()
    const fast = await start(dataDir)
    expect(await query(fast.url, 'show fsync')).toEqual([{ fsync: 'off' }])
  })

  it('stops for good, however often it is told to', async () => {
    const database = await start(dataDir)
    const pid = serverPid(dataDir)
    await Promise.all([database.stop(), database.stop()])
    await database.stop()
    expect(isRunning(pid)).toBe(false)
    await expect(query(database.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
  })

  it('runs in a session of its own, out of reach of Ctrl-C', async () => {
    await start(dataDir)
    expect(sessionOf(serverPid(dataDir))).not.toBe(sessionOf(process.pid))
  })

  it('recovers when the server was killed, at the port where its users look for it', async () => {
    const first = await start(dataDir)
    await query(first.url, `create table survivors as select 'alice' as who`)
    await query(first.url, 'checkpoint')
    process.kill(serverPid(dataDir), 'SIGKILL')
    const second = await start(dataDir)
    expect(second.url).toBe(first.url)
    expect(await query(first.url, 'select who from survivors')).toEqual([{ who: 'alice' }])
  })

  it('starts although the machine crashed and the old process id is another program now', async () => {
    const pidFile = join(dataDir, 'postgres', 'cluster', 'postmaster.pid')
    writeFileSync(pidFile, `${process.pid}\n${dataDir}\n1\n1\n\n127.0.0.1\n1 1\nready\n`)
    const database = await start(dataDir)
    expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('shows the end of the server log when the server does not start', async () => {
    const settings = join(dataDir, 'postgres', 'cluster', 'postgresql.auto.conf')
    const before = readFileSync(settings, 'utf8')
    writeFileSync(settings, 'work_mem = enormous\n')
    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/did not start.*server\.log.*invalid value for parameter "work_mem"/s),
    })
    writeFileSync(settings, before)
    await start(dataDir)
  })

  it('says so when its password is lost, instead of making a new, wrong one', async () => {
    const passwordFile = join(dataDir, 'postgres-password')
    renameSync(passwordFile, `${passwordFile}.aside`)
    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(`${passwordFile} is missing`),
    })
    renameSync(`${passwordFile}.aside`, passwordFile)
  })
})

describe('a temporary database', () => {
  it('leaves nothing behind', async () => {
    const database = await startTemporary(log)
    const [row] = await query(database.url, `select current_setting('data_directory') as folder`)
    const cluster = String(row?.folder)
    expect(existsSync(cluster)).toBe(true)
    await database.stop()
    expect(existsSync(join(cluster, '..', '..'))).toBe(false)
  })
})

describe('removing a database', () => {
  it('does nothing where there is none', async () => {
    const dataDir = newFolder()
    await removeEmbedded(dataDir)
    await removeEmbedded(join(dataDir, 'nowhere'))
    expect(readdirSync(dataDir)).toEqual([])
  })

  it('refuses while a living process uses it, ends the server of a dead one, and leaves the rest of DATA_DIR', async () => {
    const dataDir = newFolder()
    writeFileSync(join(dataDir, 'secret'), 'kept')
    const user = await startChild(dataDir)
    await expect(removeEmbedded(dataDir)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/can't be deleted while it is in use.*end the other Paperboy/),
    })
    expect(await query(user.url, 'select 1 as one')).toEqual([{ one: 1 }])
    const pid = serverPid(dataDir)
    await user.kill()
    expect(isRunning(pid)).toBe(true)
    await removeEmbedded(dataDir)
    expect(isRunning(pid)).toBe(false)
    expect(readdirSync(dataDir)).toEqual(['secret'])
    expect((await start(dataDir)).joined).toBe(false)
  })

  it.skipIf(!isRoot)('finds what lies outside of a DATA_DIR that only root can enter', async () => {
    const folder = newFolder()
    chmodSync(folder, 0o700)
    const dataDir = join(folder, 'data')
    await (await start(dataDir)).stop()
    const pointer = join(dataDir, 'postgres-elsewhere')
    const home = readFileSync(pointer, 'utf8').trim()
    expect(existsSync(join(home, 'cluster'))).toBe(true)
    await removeEmbedded(dataDir)
    expect(existsSync(home)).toBe(false)
    expect(readdirSync(dataDir)).toEqual([])
    // Of a home that is gone already, the pointer alone is left to delete.
    writeFileSync(pointer, `${home}\n`)
    await removeEmbedded(dataDir)
    expect(existsSync(pointer)).toBe(false)
  })

  it('deletes no folder that Paperboy would not have made, whatever DATA_DIR says', async () => {
    const dataDir = newFolder()
    const precious = newFolder()
    const pointer = join(dataDir, 'postgres-elsewhere')
    writeFileSync(pointer, `${precious}\n`)
    await expect(removeEmbedded(dataDir)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(`${pointer} says that the database is in ${precious}`),
    })
    rmSync(pointer)
    expect(existsSync(precious)).toBe(true)
  })
})

describe('several processes on one DATA_DIR', () => {
  const dataDir = newFolder()

  it('make one database when they start at the same moment', async () => {
    const [alice, bob] = await Promise.all([startChild(dataDir), startChild(dataDir)])
    expect([alice.joined, bob.joined].sort()).toEqual([false, true])
    expect(alice.url).toBe(bob.url)
    expect(readFileSync(join(dataDir, 'postgres', 'server.log'), 'utf8').match(/starting PostgreSQL/g)).toHaveLength(1)
    await Promise.all([alice.stop(), bob.stop()])
    expect(existsSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false)
  })

  it('share the server, and the last one to leave stops it', async () => {
    const owner = await startChild(dataDir)
    const guest = await start(dataDir)
    expect([owner.joined, guest.joined]).toEqual([false, true])
    await owner.stop()
    expect(await query(guest.url, 'select 1 as one')).toEqual([{ one: 1 }])
    const pid = serverPid(dataDir)
    await guest.stop()
    expect(isRunning(pid)).toBe(false)
  })

  it('leave the server to the others when a guest goes', async () => {
    const owner = await start(dataDir)
    const guest = await start(dataDir)
    expect(guest.joined).toBe(true)
    await guest.stop()
    expect(await query(owner.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('take over the server that a killed process left running', async () => {
    const killed = await startChild(dataDir)
    const pid = serverPid(dataDir)
    await killed.kill()
    expect(isRunning(pid)).toBe(true)
    const heir = await start(dataDir)
    expect(serverPid(dataDir)).toBe(pid)
    expect(heir).toMatchObject({ joined: false, url: killed.url })
    await heir.stop()
    expect(isRunning(pid)).toBe(false)
  })

  it('are not held up by one that was killed while it made the database', async () => {
    const fresh = newFolder()
    const killed = spawnChild(fresh)
    const home = join(fresh, 'postgres')
    while (!(existsSync(home) && readdirSync(home).some((name) => name.startsWith('cluster.new.')))) await sleep(5)
    await sleep(150)
    killed.kill('SIGKILL')
    expect(existsSync(join(home, 'cluster'))).toBe(false)
    const database = await start(fresh)
    expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(database.joined).toBe(false)
  })
})

describe.skipIf(!hasNewPids)('in a container (needs root and unshare)', () => {
  it('starts after the container was killed, although the same process ids come again', async () => {
    const dataDir = newFolder()
    for (const _life of ['with initdb', 'without', 'without, so nearly always with the same ids']) {
      const database = await startChild(dataDir, { wrapper: NEW_PIDS })
      expect(database.joined).toBe(false)
      expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
      await database.kill()
    }
  })
})

describe('a DATA_DIR that does not serve', () => {
  it('is reported when it is a file, or lies under one', async () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    for (const dataDir of [file, join(file, 'data')])
      await expect(start(dataDir)).rejects.toMatchObject({
        code: 'config',
        message: expect.stringMatching(new RegExp(`DATA_DIR ${dataDir} can't be used.*give a folder`)),
      })
  })

  it.skipIf(isRoot && !nobodyCanRunUs)(
    'is reported when it can not be written (root becomes nobody here)',
    async () => {
      const folder = newFolder()
      chmodSync(folder, 0o555)
      const answer = await startChild(join(folder, 'data'), isRoot ? nobody : {}).catch(String)
      expect(answer).toMatch(/config: DATA_DIR .*data can't be used: EACCES.*Give a folder that this user can write/)
    },
  )
})

describe.skipIf(!isRoot)('run by root', () => {
  it('serves a DATA_DIR that nobody else can enter, and finds the database when DATA_DIR moves', async () => {
    const folder = newFolder()
    chmodSync(folder, 0o700)
    const dataDir = join(folder, 'data')
    const first = await start(dataDir)
    const home = readFileSync(join(dataDir, 'postgres-elsewhere'), 'utf8').trim()
    expect(readFileSync(join(home, 'data-dir'), 'utf8').trim()).toBe(dataDir)
    await query(first.url, `create table kept as select 'chen' as who`)
    await first.stop()

    const moved = newFolder()
    renameSync(dataDir, join(moved, 'data'))
    folders.push(join(moved, 'data'))
    const second = await start(join(moved, 'data'))
    expect(await query(second.url, 'select who from kept')).toEqual([{ who: 'chen' }])
    await second.stop()

    rmSync(home, { recursive: true })
    await expect(start(join(moved, 'data'))).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(`${home}, which is gone`),
    })
  })

  it('gives back to an unprivileged user what a backup restored as root', async () => {
    const dataDir = newFolder()
    await (await start(dataDir)).stop()
    const cluster = join(dataDir, 'postgres', 'cluster')
    for (const name of ['', ...readdirSync(cluster, { recursive: true, encoding: 'utf8' })])
      chownSync(join(cluster, name), 0, 0)
    const database = await start(dataDir)
    expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it.skipIf(!nobodyCanRunUs)('uses the database of a plain user as that user, who can go on with it', async () => {
    const dataDir = join(newFolder(), 'data')
    mkdirSync(dataDir)
    chownSync(dataDir, nobody.uid, nobody.gid)
    const plain = await startChild(dataDir, nobody)
    await query(plain.url, `create table kept as select 'bob' as who`)
    await plain.stop()
    await (await start(dataDir)).stop()
    const again = await startChild(dataDir, nobody)
    expect(await query(again.url, 'select who from kept')).toEqual([{ who: 'bob' }])
    await again.stop()
  })
})

/** With a space in its name, for everyone to enter; mkdtemp lets in nobody but us. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy test '))
  chmodSync(folder, 0o755)
  folders.push(folder, join(folder, 'data'))
  return folder
}

async function start(dataDir: string): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({ dataDir, log, durable: false })
  open.add(database)
  return database
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  // A server that is killed under the client tells so here as well.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

function run(program: string, ...args: string[]): boolean {
  return spawnSync(program, args).status === 0
}

interface How {
  uid?: number
  gid?: number
  /** A command that runs another. */
  wrapper?: readonly string[]
}

interface Child {
  url: string
  joined: boolean
  stop(): Promise<void>
  kill(): Promise<void>
}

/** A real second process; it stops when its standard input ends. */
async function startChild(dataDir: string, how: How = {}): Promise<Child> {
  const child = spawnChild(dataDir, how)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const answer = JSON.parse(line) as { url?: string; joined?: boolean; error?: string }
    if (answer.url === undefined || answer.joined === undefined) throw new Error(answer.error)
    return {
      url: answer.url,
      joined: answer.joined,
      stop: () => {
        child.stdin?.end()
        return exited
      },
      kill: () => {
        child.kill('SIGKILL')
        return exited
      },
    }
  }
  throw new Error('the child ended without an answer')
}

const CHILD = `
  import { createLog } from './src/lib/log.ts'
  import { startEmbedded } from './src/store/embedded.ts'
  const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n')
  try {
    const database = await startEmbedded({ dataDir: process.env.CHILD_DATA_DIR, log: createLog('silent'), durable: false })
    say({ url: database.url, joined: database.joined })
    process.stdin.resume().on('end', () => database.stop())
  } catch (error) {
    say({ error: error.code + ': ' + error.message })
  }
`

function spawnChild(dataDir: string, { wrapper = [], ...user }: How = {}): ChildProcess {
  const [program = '', ...args] = [...wrapper, process.execPath, '--import', 'tsx', '--input-type=module', '-e', CHILD]
  const child = spawn(program, args, {
    ...user,
    cwd: ROOT,
    env: { ...process.env, CHILD_DATA_DIR: dataDir },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.add(child)
  return child
}

function serverPid(dataDir: string): number {
  return Number.parseInt(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8'), 10)
}

/** Here a zombie does not count: in a container nobody may ever reap it. */
function isRunning(pid: number): boolean {
  return inspectProcess(pid) !== null
}

/** proc(5): field 6. */
function sessionOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]
}
