import type { Command } from './command.ts'
import { plural } from './output.ts'

export const digestCommand: Command = {
  name: 'digest',
  usage: '[--edition YYYY-MM-DD] [--only EMAIL] [--dry-run]',
  summary: 'Plan and deliver the digests of an edition now.',
  options: { edition: { type: 'string' }, only: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  help: `Whoever has their digest gets no other: running it twice sends nothing twice. Papers are translated
before, for ten minutes at most; digests that have to go out with papers in English all the same are counted.

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
          ...(report.untranslated > 0
            ? [
                `${plural(report.untranslated, 'digest')} with papers in English, though a translation is wanted: see "translations stats".`,
              ]
            : []),
          ...(report.waiting > 0
            ? [
                `${plural(report.waiting, 'digest')} to be sent later: by "serve" or "worker", or when this is run again.`,
              ]
            : []),
          ...(report.elsewhere > 0 ? [`${plural(report.elsewhere, 'digest')} in the hands of another process.`] : []),
          ...reasons.map((reason) => `  failed: ${reason}`),
          ...(report.failed > 0 && report.sent === 0 ? ['If the relay is to blame, check SMTP_URL.'] : []),
          `Mail goes to ${mailDescription}.`,
        ]
    output.result(
      { ...report, mail: mailDescription, ...(dryRun ? { dryRun } : {}), ...(reasons.length > 0 ? { reasons } : {}) },
      lines.join('\n'),
    )
    return report.failed > 0 || (report.waiting > 0 && !dryRun) ? 1 : 0
  },
}
