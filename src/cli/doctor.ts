import type { Command } from './command.ts'
import { plural } from './output.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  usage: '',
  summary: 'Look at all that mail depends on, and say how to mend what is wrong.',
  options: {},
  help: `Database, migrations, clocks, arXiv's feed (one request, in its turn), the relay's TLS and login, SPF, DKIM, DMARC and PTR
records, where bounces go, and whether the unsubscribe link answers a mail program's POST. Nothing is changed and no mail is sent.

Exit codes: 0 mail will go out, perhaps with warnings; 1 something is to be mended.

`,
  run: async ({ config, output }) => {
    const settings = config()
    // Loaded only here: the settings may be all that is wrong.
    const { examine } = await import('../app/doctor/examine.ts')
    const findings = await examine(settings)
    const wrong = findings.filter(({ state }) => state === 'wrong').length
    const warnings = findings.filter(({ state }) => state === 'warning').length
    const width = Math.max(...findings.map(({ check }) => check.length))
    const lines = findings.flatMap(({ check, state, says, mend }) => [
      `${state.padEnd('warning'.length)}  ${check.padEnd(width)}  ${says}`,
      ...(mend === null ? [] : [`${' '.repeat('warning'.length + width + 4)}→ ${mend}`]),
    ])
    const summary = `${plural(wrong, 'thing')} to mend, ${plural(warnings, 'warning')}.`
    output.result({ ok: wrong === 0, findings }, [...lines, '', summary].join('\n'))
    return wrong === 0 ? 0 : 1
  },
}
