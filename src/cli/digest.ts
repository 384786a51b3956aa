import type { Command } from './command.ts'

export const digestCommand: Command = {
  name: 'digest',
  usage: '[--edition YYYY-MM-DD] [--only EMAIL] [--dry-run]',
  summary: 'Plan and deliver the digests of an edition now.',
  options: { edition: { type: 'string' }, only: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  help: `Whoever has their digest gets no other: running it twice sends nothing twice.

  --edition  the edition (the newest stored)
  --only     one subscriber's address
  --dry-run  say what would be planned, change nothing, send nothing
`,
  run: async ({ app, given, output, signal }) => {
    const { jobs, mailDescription } = await app()
    const dryRun = given.flag('dry-run')
    const { reasons, ...report } = await jobs.digest({
      edition: given.text('edition'),
      only: given.text('only'),
      dryRun,
      signal,
      onProgress: ({ sent, failed }, of) =>
        output.progress(`${sent + failed} of ${of} digests: ${sent} sent, ${failed} failed`),
    })
    const lines = dryRun
      ? [
          `Edition ${report.edition}, rehearsal: ${report.planned} would be planned, ${report.skipped} skipped (no match)`,
        ]
      : [
          `Edition ${report.edition}: ${report.planned} planned, ${report.sent} sent, ${report.skipped} skipped (no match), ${report.failed} failed`,
          ...(report.waiting > 0 ? [`${report.waiting} are still waiting to be sent.`] : []),
          ...reasons.map((reason) => `  failed: ${reason}`),
          `Mail goes to ${mailDescription}.`,
        ]
    output.result(
      { ...report, mail: mailDescription, ...(dryRun ? { dryRun } : {}), ...(reasons.length > 0 ? { reasons } : {}) },
      lines.join('\n'),
    )
    return report.failed > 0 || (report.waiting > 0 && !dryRun) ? 1 : 0
  },
}
