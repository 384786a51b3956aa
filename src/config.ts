import { resolve } from 'node:path'
import { z } from 'zod'
import type { DeliveryPolicy } from './domain/delivery-policy.ts'
import { AppError } from './domain/errors.ts'
import { type BounceSettings, describeBounceSettings, readBounceSettings } from './lib/bounce-settings.ts'
import { describeDelivery, readDelivery } from './lib/delivery-settings.ts'
import { type DkimKey, readDkim } from './lib/dkim-settings.ts'
import { readDnsServers } from './lib/dns-settings.ts'
import { describeEditionSettings, type EditionSettings, readEditionSettings } from './lib/edition-settings.ts'
import { LOG_LEVELS, type LogLevel } from './lib/log.ts'
import { maskUrl } from './lib/mask-url.ts'
import { readOrMakeSecret } from './lib/secret.ts'
import { address, categories, relay, secrets, sender, url, webUrl, wholeNumber } from './lib/setting-kinds.ts'
import { describeSmtp, readSmtp, type SmtpSettings } from './lib/smtp-settings.ts'
import { describeTranslation, readTranslation, type TranslationSettings } from './lib/translation-settings.ts'

export { AppError }

const DEFAULT_CATEGORIES = 'cs.AI cs.CL cs.CV cs.IR cs.LG cs.MA cs.NE cs.RO stat.ML'

/** Everything that can be set, in force for one process. */
export interface Config {
  /** Null: a private PostgreSQL in `dataDir`. */
  databaseUrl: string | null
  /** Absolute path. */
  dataDir: string
  /** Null: mails are written to `dataDir/outbox`. */
  smtpUrl: string | null
  /** An address, or a name with an address in angle brackets. */
  mailFrom: { name: string; address: string }
  /** Without a trailing slash. */
  publicUrl: string
  port: number
  /** How many of the operator's own proxies add to X-Forwarded-For. */
  trustProxy: number
  /** Sign links and Message-IDs: the first signs, all verify. */
  secrets: [string, ...string[]]
  /** Made by Paperboy and kept in `dataDir`, not given. */
  secretIsKept: boolean
  arxiv: {
    categories: string[]
    rssUrl: string
    apiUrl: string
    oaiUrl: string
    /** Between two requests, in milliseconds. */
    minIntervalMs: number
    /** Where arXiv can reach the operator. */
    contact: string
  }
  postalAddress: string
  dkim: DkimKey | null
  bounces: BounceSettings
  /** Null: the system's. */
  dnsServers: string[] | null
  delivery: DeliveryPolicy
  smtp: SmtpSettings
  editions: EditionSettings
  translation: TranslationSettings
  /** Null where it is not set: commands on a terminal then keep quiet. */
  logLevel: LogLevel | null
}

type Env = Record<string, string | undefined>

/**
 * Reads all settings from the environment; the only reader of it.
 * @throws AppError `config` that lists every error at once: the variable, what it holds, what it accepts
 */
export function readConfig(env: Env): Config {
  // An empty variable is an unset one, as in `PORT= npm start`.
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const parsed = schema.safeParse(given)
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => describeIssue(issue, given))
  const dkim = readDkim(given, problems)
  const bounces = readBounceSettings(given, problems)
  const dnsServers = readDnsServers(given, problems)
  const delivery = readDelivery(given, problems)
  const smtp = readSmtp(given, problems)
  const editions = readEditionSettings(given, problems)
  const translation = readTranslation(given, problems)
  if (!parsed.success || problems.length > 0)
    throw new AppError(
      'config',
      `the configuration has ${count(problems.length, 'error')}:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    )

  const values = parsed.data
  const dataDir = resolve(values.DATA_DIR)
  return {
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir,
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM,
    publicUrl: values.PUBLIC_URL ?? `http://127.0.0.1:${values.PORT}`,
    port: values.PORT,
    trustProxy: values.TRUST_PROXY,
    secrets: values.PAPERBOY_SECRET ?? [readOrMakeSecret(dataDir)],
    secretIsKept: values.PAPERBOY_SECRET === undefined,
    arxiv: {
      categories: values.ARXIV_CATEGORIES,
      rssUrl: values.ARXIV_RSS_URL,
      apiUrl: values.ARXIV_API_URL,
      oaiUrl: values.ARXIV_OAI_URL,
      minIntervalMs: values.ARXIV_MIN_INTERVAL_MS,
      contact: values.ARXIV_CONTACT ?? values.MAIL_FROM.address,
    },
    postalAddress: values.POSTAL_ADDRESS,
    dkim,
    bounces,
    dnsServers,
    delivery,
    smtp,
    editions,
    translation,
    logLevel: values.LOG_LEVEL ?? null,
  }
}

/** The settings by variable name, as text, secrets masked: for `paperboy config`. */
export function describeConfig(config: Config): Record<string, string> {
  return {
    DATABASE_URL:
      config.databaseUrl === null ? `(unset: PostgreSQL in ${config.dataDir})` : maskUrl(config.databaseUrl),
    DATA_DIR: config.dataDir,
    SMTP_URL: config.smtpUrl === null ? `(unset: mails go to ${config.dataDir}/outbox)` : maskUrl(config.smtpUrl),
    MAIL_FROM: `${config.mailFrom.name} <${config.mailFrom.address}>`,
    PUBLIC_URL: config.publicUrl,
    PORT: String(config.port),
    TRUST_PROXY: String(config.trustProxy),
    PAPERBOY_SECRET: config.secretIsKept ? `******** (kept in ${config.dataDir}/secret)` : '********',
    ARXIV_CATEGORIES: config.arxiv.categories.join(' '),
    ARXIV_RSS_URL: config.arxiv.rssUrl,
    ARXIV_API_URL: config.arxiv.apiUrl,
    ARXIV_OAI_URL: config.arxiv.oaiUrl,
    ARXIV_MIN_INTERVAL_MS: String(config.arxiv.minIntervalMs),
    ARXIV_CONTACT: config.arxiv.contact,
    POSTAL_ADDRESS: config.postalAddress || '(unset)',
    DKIM_DOMAIN: config.dkim?.domain ?? '(unset: mails are not signed)',
    DKIM_SELECTOR: config.dkim?.selector ?? '(unset)',
    DKIM_PRIVATE_KEY_FILE: config.dkim ? '******** (read)' : '(unset)',
    ...describeBounceSettings(config.bounces),
    DNS_SERVERS: config.dnsServers?.join(' ') ?? "(unset: the system's)",
    ...describeDelivery(config.delivery),
    ...describeSmtp(config.smtp),
    ...describeEditionSettings(config.editions),
    ...describeTranslation(config.translation),
    LOG_LEVEL: config.logLevel ?? 'info',
  }
}

const schema = z.object({
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgresql://paperboy:secret@localhost:5432/paperboy').optional(),
  DATA_DIR: z.string().default('./data'),
  SMTP_URL: relay.optional(),
  MAIL_FROM: sender.default({ name: 'Paperboy', address: 'paperboy@localhost.localdomain' }),
  PUBLIC_URL: webUrl('https://paperboy.example.org')
    .refine((text) => !URL.canParse(text) || /^\/*$/.test(new URL(text).pathname + new URL(text).search), {
      error: 'without a path: Paperboy wants a host name of its own, e.g. https://paperboy.example.org',
    })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  PORT: wholeNumber(0, 65_535).default(8080),
  TRUST_PROXY: wholeNumber(0, 9).default(0),
  PAPERBOY_SECRET: secrets.optional(),
  ARXIV_CATEGORIES: categories.default(DEFAULT_CATEGORIES.split(' ')),
  ARXIV_RSS_URL: webUrl('https://rss.arxiv.org/rss/').default('https://rss.arxiv.org/rss/'),
  ARXIV_API_URL: webUrl('https://export.arxiv.org/api/query').default('https://export.arxiv.org/api/query'),
  ARXIV_OAI_URL: webUrl('https://oaipmh.arxiv.org/oai').default('https://oaipmh.arxiv.org/oai'),
  ARXIV_MIN_INTERVAL_MS: wholeNumber(0, 3_600_000).default(3000),
  ARXIV_CONTACT: address.optional(),
  POSTAL_ADDRESS: z.string().default(''),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(', ')}` }).optional(),
})

const SECRET_VARIABLES = new Set(['PAPERBOY_SECRET'])

function describeIssue(issue: z.core.$ZodIssue, given: Env): string {
  const name = String(issue.path[0])
  const value = given[name] ?? ''
  const shown = SECRET_VARIABLES.has(name) ? `${value.length} characters long` : `"${maskUrl(value)}"`
  return `${name} is ${shown}: it must be ${issue.message}`
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
