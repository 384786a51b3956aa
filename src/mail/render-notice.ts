import type { Sender } from '../domain/digest.ts'
import type { Notice } from '../domain/notice.ts'
import type { Language } from '../domain/subscriber.ts'
import { type NoticeDictionary, noticeEn } from '../lib/i18n/notice-en.ts'
import { noticeZh } from '../lib/i18n/notice-zh.ts'
import { dictionary } from '../lib/i18n.ts'
import { webLink } from './links.ts'
import { noticeTemplate } from './templates.ts'

export interface NoticeRenderer {
  /**
   * Both parts of the mail, made from the same value; the text's lines end in `\n`.
   * @throws AppError `invalid` for a link that is not http or https
   */
  render(notice: Notice): { subject: string; html: string; text: string }
}

/** What `emails/notice.mjml` and the text part show. Strings are text, and escaped by Handlebars. */
export interface NoticeView {
  lang: string
  title: string
  intro: string
  button: string
  link: string
  wholeLink: string
  keywordsLabel: string
  keywords: string[]
  /** Null where all keywords are shown. */
  more: string | null
  end: string
  /** What the mail is, for somebody who got it by mistake and does not read its language. */
  aside: { lang: string; text: string }
  /** Empty where the sender has none. */
  postalAddress: string
  noTracking: string
}

const WORDS: Record<Language, NoticeDictionary> = { en: noticeEn, zh: noticeZh }

const OTHER: Record<Language, Language> = { en: 'zh', zh: 'en' }

/** Whoever signs up an address decides what its owner is shown: enough to recognise one's own list, no more. */
const MAX_KEYWORDS = 20

/** In characters, of each keyword. */
const MAX_KEYWORD = 120

/** Shown nowhere, and stops mail programs from making a link of what they take for one. */
const ZERO_WIDTH_NON_JOINER = '\u200c'

/** Compiles the template where this process has not yet done so; what it returns does no IO. */
export async function createNoticeRenderer(options: { sender: Sender }): Promise<NoticeRenderer> {
  const template = await noticeTemplate()
  return {
    render: (notice) => {
      const view = noticeView(notice, options.sender)
      return { subject: WORDS[notice.language][notice.kind].subject, html: template(view), text: noticeText(view) }
    },
  }
}

function noticeView(notice: Notice, sender: Sender): NoticeView {
  const { htmlLang, listSeparator, footer } = dictionary(notice.language)
  const { moreKeywords, wholeLink, [notice.kind]: words } = WORDS[notice.language]
  const other = OTHER[notice.language]
  const hidden = notice.keywords.length - MAX_KEYWORDS
  return {
    lang: htmlLang,
    title: words.title,
    intro: words.intro({
      categories: sender.categories.join(listSeparator),
      otherAddress: strangersText(notice.otherAddress),
      keywords: notice.keywords.length,
      keptKeywords: notice.keptKeywords,
    }),
    button: words.button,
    link: new URL(webLink(notice.link)).href,
    wholeLink,
    keywordsLabel: words.keywordsLabel,
    keywords: notice.keywords.slice(0, MAX_KEYWORDS).map(strangersText),
    more: hidden > 0 ? moreKeywords(hidden) : null,
    end: words.end,
    aside: { lang: dictionary(other).htmlLang, text: WORDS[other][notice.kind].aside },
    postalAddress: sender.postalAddress,
    noTracking: footer.noTracking,
  }
}

/** One short line that neither turns the words around it (bidirectional controls) nor becomes a link of its own. */
function strangersText(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Bidi_Control}/gu, '')
    .trim()
  const characters = [...line]
  const cut = characters.length > MAX_KEYWORD ? `${characters.slice(0, MAX_KEYWORD).join('')}…` : line
  return cut.replace(/(?<=\S)[.:@/](?=\S)/g, `${ZERO_WIDTH_NON_JOINER}$&${ZERO_WIDTH_NON_JOINER}`)
}

function noticeText(view: NoticeView): string {
  const list = [...view.keywords.map((keyword) => `- ${keyword}`), ...(view.more === null ? [] : [view.more])]
  const blocks = [
    `Paperboy · ${view.title}`,
    view.intro,
    `${view.button}\n${view.link}`,
    view.end,
    ...(list.length > 0 ? [[view.keywordsLabel, ...list].join('\n')] : []),
    view.aside.text,
    [...(view.postalAddress === '' ? [] : [view.postalAddress]), view.noTracking].join('\n'),
  ]
  return `${blocks.join('\n\n')}\n`
}
