/** Sets up what is missing, then runs the command line in this very process. */
await import('./setup.mjs')
if (process.exitCode === undefined) {
  if (process.env.npm_lifecycle_event !== undefined) endWithTheShell()
  const { register } = await import('tsx/esm/api')
  register()
  await import('../src/cli.ts')
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
