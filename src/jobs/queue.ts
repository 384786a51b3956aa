import { Logger, run } from 'graphile-worker'
import { schedule } from 'node-cron'
import type { Pool } from 'pg'
import type { Log } from '../lib/log.ts'
import type { Task } from './schedule.ts'

export interface Queue {
  /** Finishes the jobs in hand, then ends. */
  stop(): Promise<void>
}

interface QueueOptions {
  pool: Pool
  log: Log
  /** What is due now. */
  due(): Promise<Task[]>
  /** Does one task. The signal says that the process is to end. */
  perform(task: Task, signal: AbortSignal): Promise<void>
}

/** Jobs at once in this process; each delivery has its own lanes to the relay. */
const CONCURRENT_JOBS = 4
/** Also the flag by which a process that delivers is not offered another delivery. */
const DELIVER = 'deliver'
/** How often a process asks what is due; the answer comes from the database. */
const EVERY_MINUTE = '* * * * *'

/** Takes work from the database with graphile-worker, and wakes once a minute to put there what is due. */
export async function startQueue({ pool, log, due, perform }: QueueOptions): Promise<Queue> {
  const ending = new AbortController()
  const inHand = new Set<string>()
  const handle = async (payload: unknown) => {
    const task = payload as Task
    // A job key does not hold against a job that runs already: what this process has in hand, it does not begin twice.
    if (inHand.has(task.name)) return
    inHand.add(task.name)
    try {
      await perform(task, ending.signal)
    } finally {
      inHand.delete(task.name)
    }
  }
  const runner = await run({
    pgPool: pool,
    concurrency: CONCURRENT_JOBS,
    noHandleSignals: true,
    // Deliveries are for as many processes as have time: one that has none leaves them to the others.
    forbiddenFlags: () => (inHand.has(DELIVER) ? [DELIVER] : null),
    logger: new Logger((scope) => (level, message, meta) => {
      // The worker's own info lines tell of each job; ours do already.
      log[level === 'info' ? 'debug' : level === 'warning' ? 'warn' : level]({ ...scope, ...meta }, message)
    }),
    taskList: { ingest: handle, plan: handle, deliver: handle, clean: handle, translate: handle, bounces: handle },
  })
  const wake = async () => {
    // What fails is due again at the next wake; the queue need not remember it.
    for (const task of await due())
      await runner.addJob(task.name, task, { jobKey: jobKey(task), maxAttempts: 1, flags: flagsOf(task) })
  }
  const onError = (error: unknown) => log.error({ err: error }, 'could not find out what is due')
  const clock = schedule(EVERY_MINUTE, () => wake().catch(onError), { noOverlap: true })
  await wake().catch(onError)
  return {
    stop: async () => {
      await clock.destroy()
      ending.abort()
      await runner.stop()
    },
  }
}

function flagsOf({ name }: Task): string[] {
  return name === DELIVER ? [DELIVER] : []
}

function jobKey(task: Task): string {
  return task.name === 'plan' ? `plan:${task.edition}` : task.name
}
