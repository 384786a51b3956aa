import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'
import { DARK, FONTS, LIGHT, MEASURES } from '../lib/design-tokens.ts'
import type { BriefView, ContentsRowView, FullView, GroupView, MailView, NamedView } from './digest-view.ts'
import type { NoticeView } from './render-notice.ts'

type Template<View> = (view: View) => string

/** All of a digest's HTML: the frame, and the fragments that stand in it. */
export interface DigestTemplates {
  mail: Template<MailView>
  contentsRow: Template<ContentsRowView>
  group: Template<GroupView>
  full: Template<FullView>
  brief: Template<BriefView>
  again: Template<NamedView>
}

/** Beside `src/` and, in a build, beside `dist/`. */
const FOLDER = new URL('../../emails/', import.meta.url)

let compiledDigest: Promise<DigestTemplates> | undefined
let compiledNotice: Promise<Template<NoticeView>> | undefined

/** Compiled at the first call, once for the process. */
export function digestTemplates(): Promise<DigestTemplates> {
  compiledDigest ??= compileDigestTemplates()
  return compiledDigest
}

/** Compiled at the first call, once for the process. */
export function noticeTemplate(): Promise<Template<NoticeView>> {
  compiledNotice ??= compileFrame<NoticeView>('notice.mjml')
  return compiledNotice
}

async function compileDigestTemplates(): Promise<DigestTemplates> {
  const [mail, contentsRow, group, full, brief, again] = await Promise.all([
    compileFrame<MailView>('digest.mjml'),
    compileFragment<ContentsRowView>('partials/contents-row.hbs'),
    compileFragment<GroupView>('partials/group.hbs'),
    compileFragment<FullView>('partials/entry-full.hbs'),
    compileFragment<BriefView>('partials/entry-brief.hbs'),
    compileFragment<NamedView>('partials/entry-again.hbs'),
  ])
  return { mail, contentsRow, group, full, brief, again }
}

/** MJML lays out the page around our Handlebars expressions, which pass through it untouched. */
async function compileFrame<View>(file: string): Promise<Template<View>> {
  // Loaded here: it takes a second, and most commands send no mail.
  const { default: mjml2html } = await import('mjml')
  const path = fileURLToPath(new URL(file, FOLDER))
  const { html } = await mjml2html(await readFile(path, 'utf8'), {
    filePath: path,
    ignoreIncludes: false,
    preprocessors: [fillTokens],
    validationLevel: 'strict',
    keepComments: false,
    fonts: {},
  })
  return handlebars<View>(html)
}

async function compileFragment<View>(file: string): Promise<Template<View>> {
  return handlebars<View>(await readFile(new URL(file, FOLDER), 'utf8'))
}

const TOKENS: Readonly<Record<string, string | number>> = {
  ...prefixed('light', LIGHT),
  ...prefixed('dark', DARK),
  ...FONTS,
  ...MEASURES,
}

function prefixed(scheme: string, palette: object): Record<string, string> {
  return Object.fromEntries(Object.entries(palette).map(([name, colour]) => [`${scheme}.${name}`, colour]))
}

/** `[[light.ink]]` and the like: design tokens are constants, so they are filled before MJML reads the template. */
function fillTokens(source: string): string {
  return source.replace(/\[\[([\w.]+)\]\]/g, (_, name: string) => {
    const value = TOKENS[name]
    if (value === undefined) throw new Error(`emails/ names a design token that does not exist: ${name}`)
    return String(value)
  })
}

/** `strict`: a field that the view lacks is an error, not an empty place in a mail. */
function handlebars<View>(source: string): Template<View> {
  const template = Handlebars.compile<View>(withoutIndentation(source), { strict: true, knownHelpersOnly: true })
  return (view) => template(view)
}

/** Indentation is for those who read the templates; in the mail each byte counts against Gmail's limit. */
function withoutIndentation(source: string): string {
  return source.replace(/\s*\n\s*/g, '\n').trim()
}
