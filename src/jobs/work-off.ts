import type { Log } from '../lib/log.ts'
import type { Task } from './schedule.ts'

/** Does what is due, and what that makes due, one after the other; each task once, so that what fails ends it. */
export async function workOff(
  due: () => Promise<Task[]>,
  perform: (task: Task, signal: AbortSignal) => Promise<void>,
  log: Log,
): Promise<void> {
  const { signal } = new AbortController()
  const done = new Set<string>()
  const next = async () => (await due()).find((task) => !done.has(JSON.stringify(task)))
  for (let task = await next(); task; task = await next()) {
    done.add(JSON.stringify(task))
    await perform(task, signal).catch((err: unknown) => log.warn({ err, task }, 'not done'))
  }
}
