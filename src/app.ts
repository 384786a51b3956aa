import { auditBooks, readBooks } from './app/books.ts'
import { type BounceDesk, returnPaths, wireBounces } from './app/bounces.ts'
import { clean } from './app/cleaning.ts'
import { checkSecret, startDatabase } from './app/database.ts'
import { watchEditions } from './app/editions.ts'
import { wireLetters } from './app/letters.ts'
import { previewLinks, signedLinks } from './app/links.ts'
import { createPostman } from './app/postman.ts'
import { createSource } from './app/source.ts'
import { type Subscriptions, wireSubscriptions } from './app/subscriptions.ts'
import { wireTranslation } from './app/translation.ts'
import { type Translations, wireTranslations } from './app/translations.ts'
import { createTransport } from './app/transport.ts'
import type { Config } from './config.ts'
import { budgetDigest } from './digest/budget.ts'
import { textRendition } from './digest/rendition.ts'
import type { Sender } from './domain/digest.ts'
import { parseEditionDate } from './domain/edition.ts'
import type { EditionOverview } from './domain/edition-overview.ts'
import type { Balance } from './domain/ledger.ts'
import { deliver } from './jobs/deliver.ts'
import { type DigestReport, type DigestRequest, digestNow } from './jobs/digest-now.ts'
import { type IngestReport, type IngestWish, ingest } from './jobs/ingest.ts'
import { createPace } from './jobs/pace.ts'
import { planEdition } from './jobs/plan.ts'
import { type Preview, type PreviewRequest, preview } from './jobs/preview.ts'
import { dueTasks, type Task } from './jobs/schedule.ts'
import { workOff } from './jobs/work-off.ts'
import { createLog, type Log } from './lib/log.ts'
import { once } from './lib/once.ts'
import { createTokens } from './lib/tokens.ts'
import { createDigestRenderer } from './mail/render-digest.ts'
import type { EditionRow } from './store/digests.ts'
import { createPresence } from './store/presence.ts'
import { createStore } from './store/store.ts'

interface IngestRequest {
  /** The newest that the feeds hold, where unset. */
  edition?: string | undefined
  signal?: AbortSignal
  onProgress?: (done: number, of: number, category: string) => void
}

export interface App {
  jobs: {
    ingest(request: IngestRequest): Promise<IngestReport>
    digest(request: DigestRequest): Promise<DigestReport>
    preview(request: PreviewRequest): Promise<Preview>
    subscribers: Subscriptions
    translations: Translations
    /** Whether papers can be had in a language (BCP 47), as far as translators say so within seconds. */
    translatesTo(language: string): Promise<boolean>
    /** The newest editions, newest first, and what became of their feeds. */
    editions(count?: number): Promise<EditionOverview[]>
    /** The rows of an edition. */
    ledger(edition: string): Promise<EditionRow[]>
    bounces: Pick<BounceDesk, 'take'>
    /** What became of every digest, for one edition or the newest ten. @throws AppError `not_found`, `invalid` */
    books(edition?: string): Promise<Balance[]>
    /** Takes part in the work until `close`. */
    startWorker(): Promise<void>
    /** Does what is due by now in this process, and what that makes due. */
    workOff(): Promise<void>
  }
  web: { listen(): Promise<{ url: string }> }
  /** Where mail goes, for people. */
  mailDescription: string
  /** In the reverse order of the start; mails in hand are finished. */
  close(): Promise<void>
}

export { removeEmbedded as removeDatabase } from './store/embedded.ts'

interface BuildOptions {
  /** False where the embedded database need not outlive a crash of the machine: a demo, a test. */
  durable?: boolean
  /** Another clock than the machine's, to live through recorded days. */
  now?: () => Date
  /** Other patience with arXiv than is good on the network: for faults on loopback. */
  arxivLimits?: Parameters<typeof createSource>[4]
}

/** The composition root: commands, server and tests all boot this. */
export async function build(config: Config, options: BuildOptions = {}): Promise<App> {
  const log = createLog(config.logLevel ?? 'info')
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    return await wire(config, options, log, closers, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function wire(
  config: Config,
  options: BuildOptions,
  log: Log,
  closers: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<App> {
  const now = options.now ?? (() => new Date())
  const database = await startDatabase(config, options, log, closers)
  const presence = createPresence(database.pool, log)
  closers.push(() => presence.close())
  const store = createStore(database.prisma, presence)
  await checkSecret(config, store)
  if (config.smtpUrl !== null && /^(127\.|localhost$|\[::1\]$)/.test(new URL(config.publicUrl).hostname))
    log.warn({ publicUrl: config.publicUrl }, 'readers cannot follow the links in their mails: set PUBLIC_URL')
  const tokens = createTokens(config.secrets)
  const sender: Sender = { postalAddress: config.postalAddress, categories: config.arxiv.categories }
  const transport = createTransport(config)
  closers.push(() => transport.close())
  const openRenderer = once(() => createDigestRenderer({ sender }))
  const links = signedLinks(config, tokens)
  const paths = returnPaths(config, tokens)
  const deps = {
    ...store,
    ledger: store.digests,
    source: createSource(config, store.arxivPace, log, closers, options.arxivLimits),
    openPostman: async () => createPostman(config, sender, await openRenderer(), transport, paths.ofDigest),
    links,
    policy: config.delivery,
    pace: createPace(config.smtp, store.sendingPace, log),
    lanes: config.smtp.connections,
    messageId: (subscriberId: number, edition: string) =>
      `${tokens.messageIdLocal(subscriberId, edition)}@${config.dkim?.domain ?? config.mailFrom.address.split('@').at(-1)}`,
    now,
    log,
  }
  const bounces = wireBounces(config, { ...deps, tokens })
  const letters = wireLetters(config, {
    deps: { ...deps, tokens },
    links,
    sender,
    transport,
    returnPath: paths.ofNotice,
  })
  closers.push(() => letters.settled())
  const translation = wireTranslation(config, { store, now, log })
  const recordedIngest = ({ edition, hoped, withoutFeeds, signal, onProgress }: IngestRequest & IngestWish) => {
    const wanted = edition === undefined ? undefined : parseEditionDate(edition)
    const wish = { wanted, hoped, withoutFeeds }
    return store.runs.record('ingest', now, () =>
      ingest({ ...deps, ...(signal && { signal }), ...(onProgress && { onProgress }) }, config.arxiv.categories, wish),
    )
  }
  const perform = async (task: Task, signal: AbortSignal) => {
    if (task.name === 'ingest') log.info(await recordedIngest({ ...task, signal }), 'ingested')
    if (task.name === 'plan')
      log.info(await store.runs.record('plan', now, () => planEdition(deps, task.edition)), 'planned')
    if (task.name === 'translate')
      log.info(await store.runs.record('translate', now, () => translation.run(signal)), 'translated')
    if (task.name === 'clean') await store.runs.record('clean', now, () => clean(store, letters, now))
    if (task.name === 'bounces')
      log.info(await store.runs.record('bounces', now, () => bounces.visit(signal)), 'the mailbox of bounces was read')
    if (task.name === 'deliver') {
      log.info(await store.runs.record('deliver', now, () => deliver(deps, { signal })), 'delivered')
      await auditBooks(store, log)
    }
  }

  const watch = watchEditions({ config, store, transport, now, log })
  closers.push(() => watch.settled())
  const due = async () => {
    await watch.raiseAlarms()
    const tasks = await dueTasks({ ...deps, translationWork: translation.work }, now, config.editions.deadlineHours)
    return [...tasks, ...(await bounces.due())]
  }

  return {
    jobs: {
      ingest: recordedIngest,
      digest: (request) => digestNow({ ...deps, ...(translation.work && { translate: translation.run }) }, request),
      preview: (request) =>
        preview(deps, request, {
          text: textRendition,
          html: async (digest) => {
            const renderer = await openRenderer()
            return renderer.render(budgetDigest(digest, renderer.sizes), previewLinks(config))
          },
        }),
      subscribers: wireSubscriptions(deps),
      translations: wireTranslations(store, now),
      translatesTo: translation.translatesTo,
      editions: (count = 14) => watch.list(count),
      ledger: (edition) => store.digests.ofEdition(parseEditionDate(edition)),
      bounces,
      books: (edition) => readBooks(store, edition),
      workOff: () => workOff(due, perform, log),
      startWorker: async () => {
        // Known from the start, so that what the dead have left can be taken as soon as there is nothing else to do.
        await presence.number()
        const { startQueue } = await import('./jobs/queue.ts')
        const queue = await startQueue({ pool: database.pool, log, due, perform })
        closers.push(() => queue.stop())
      },
    },
    web: {
      listen: async () => {
        const { servePages } = await import('./app/pages.ts')
        const server = await servePages(config, {
          store,
          database,
          tokens,
          links,
          letters,
          settings: deps,
          languages: translation.forPages,
          categories: sender.categories,
          log,
        })
        closers.push(() => server.close())
        return { url: server.url }
      },
    },
    mailDescription: transport.describe(),
    close,
  }
}
