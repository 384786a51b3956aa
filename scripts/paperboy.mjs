/** Sets up what is missing, then runs the command line in this very process. */
import { statSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

if (process.env.npm_lifecycle_event !== undefined) endWithTheShell()
const { program } = await import('./setup.mjs')
if (program !== null) {
  // Stack traces name the lines of src/, for a few MB of memory.
  process.setSourceMapsEnabled(true)
  keepCompiledCode(program)
  await import(pathToFileURL(join(program, 'src', 'cli.js')).href)
}

/** npm puts a shell between itself and us, which passes no SIGTERM on: it dies of it, and would leave us running. */
function endWithTheShell() {
  const shell = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  watch.unref()
}

/**
 * Node itself keeps what it compiled, since version 22, which saves a fifth of the next start. Only for the clone's owner:
 * what another user wrote there, root too, the owner could not delete.
 */
function keepCompiledCode(folder) {
  if (statSync(folder).uid === process.getuid?.()) module.enableCompileCache?.(join(folder, 'cache'))
}
