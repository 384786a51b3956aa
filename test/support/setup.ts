/** What a module under test prints is a defect: it has a log and a result for that. */
for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const)
  console[method] = (...words: unknown[]) => {
    throw new Error(`unexpected console.${method}: ${words.map(String).join(' ')}`)
  }
