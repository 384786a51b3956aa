import { receiptsEn } from './receipts-en.ts'
import { settingsEn } from './settings-en.ts'

/** All words that a reader of a digest or a page sees, in English. `zh.ts` has the same shape. */
export const en = {
  /** HTML `lang`. */
  htmlLang: 'en',
  languageName: 'English',
  listSeparator: ', ',
  clauseSeparator: '; ',
  sentenceSeparator: ' ',
  digest: {
    /** @param keywords already shortened to the leading ones */
    subject: (matched: number, keywords: string, date: string) =>
      `${matched} ${matched === 1 ? 'paper' : 'papers'} on ${keywords}, ${date}`,
    /** `more` keywords beside those named, `total` with them. */
    andMoreKeywords: ({ more }: { more: number; total: number }) => ` and ${more} more`,
    title: (date: string) => `Papers of ${date}`,
    summary: (matched: number, announced: string) =>
      `${matched} of ${announced} ${announced === '1' ? 'paper' : 'papers'} announced ${matched === 1 ? 'is' : 'are'} for you.`,
    readingTime: (minutes: number) => `About ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} to read`,
    /** Beside a paper that is shown in English for want of a translation. */
    untranslated: { paper: 'not translated', abstract: 'abstract not translated' },
    /** @param language its name in English */
    untranslatedCount: (count: number, language: string) =>
      `${count === 1 ? '1 paper is' : `${count} papers are`} not translated into ${language} and shown in English.`,
    announcedLabel: 'Announced by arXiv',
    madeLabel: 'Digest made',
    /** No feed at all, or not all of its items. */
    incomplete: (categories: string) =>
      `arXiv's feed for ${categories} could not be read completely when this digest was made, so papers may be missing.`,
    /** @param said what was read of it */
    coverage: ({ announced, sources, matched }: CoverageFacts, said: string) =>
      `${announced} ${announced === '1' ? 'paper' : 'papers'} announced in ${sources} ${sources === 1 ? 'category' : 'categories'}, ${matched} for you; ${said}.`,
    complete: 'all sources complete',
    notComplete: (categories: string) =>
      `${categories} not complete yet: what is missing will follow in a later digest, marked with its day`,
    unsure: (categories: string) =>
      `older papers newly cross-listed to ${categories} may be missing, since arXiv's own feed did not tell of all: if it still does, they follow in a later digest, marked with their day`,
    unfinished: (dates: string) => `Earlier days still incomplete: ${dates}; what is missing will follow.`,
    replacedTitle: 'Changed since we sent it to you',
    replaced: (version: number) => `replaced, version ${version}`,
    withdrawn: 'withdrawn',
    groupCount: (total: number) => (total === 1 ? '1 paper' : `${total} papers`),
    authorsLabel: 'Authors',
    subjectsLabel: 'Subjects',
    commentLabel: 'Comment',
    /** After the first ten names of a long list. */
    moreAuthors: (count: number) => `+ ${count} more`,
    firstAuthor: (name: string) => `${name} et al.`,
    abstractPage: 'arXiv page',
    pdf: 'PDF',
    again: (keyword: string) => `shown under “${keyword}”`,
    /** Leads to a page that pauses the keyword. */
    mute: 'Mute this keyword',
    hidden: (count: number) => (count === 1 ? '1 more paper' : `${count} more papers`),
    moreGroups: (count: number) =>
      count === 1 ? 'Papers for 1 more keyword are on the web.' : `Papers for ${count} more keywords are on the web.`,
    wholeDigest: 'Read the whole digest on the web',
    shortened: 'This mail is shortened so that no mail program cuts it.',
    unmatched: (keywords: string) => `Nothing this time for ${keywords}.`,
    empty: 'None of the papers announced matches your keywords.',
  },
  /** Labels of the complete text rendition. */
  rendition: {
    head: (made: string, announcedEastern: string, announcedLocal: string) =>
      `Generated: ${made}; announced by arXiv: ${announcedEastern} (${announcedLocal})`,
    /** @param several editions, so that it is not about today alone */
    counts: (entries: number, papers: number, several: boolean) =>
      `${entries} ${entries === 1 ? 'entry' : 'entries'}${several ? '' : ' today'} (${papers} distinct ${papers === 1 ? 'paper' : 'papers'})`,
    /** @param language BCP 47 tag of the translation */
    translatedAbstract: (_language: string) => 'Translated abstract',
  },
  footer: {
    why: (categories: string) =>
      `You get this mail because you asked Paperboy for arXiv papers (${categories}) that match your keywords.`,
    manage: 'Your subscription',
    unsubscribe: 'Unsubscribe',
    noTracking: 'No tracking: no pictures, no pixels, no counted links.',
    acknowledgement: 'Thank you to arXiv for use of its open access interoperability.',
  },
  signUp: {
    title: 'The morning’s papers',
    lead: 'Paperboy reads arXiv’s new papers each announcement day and mails you one digest: the papers whose title or abstract holds one of your keywords.',
    categories: (categories: string) => `It reads ${categories}.`,
    switchLabel: 'Language of this page',
    emailLabel: 'Email address',
    emailHint: 'A mail with a link comes first; nothing else is sent until you follow it.',
    keywordsLabel: 'Keywords',
    keywordsHint: 'One per line, or with commas between: words or phrases in English, such as “diffusion policy”.',
    /** Where the script makes chips of the keywords. */
    chips: {
      hint: 'A word or a phrase in English, such as “diffusion policy”. Enter or a comma ends each.',
      add: 'Add a keyword',
      remove: (keyword: string) => `Remove ${keyword}`,
      removed: (keyword: string) => `Removed: ${keyword}.`,
      added: (keyword: string) => `Added: ${keyword}.`,
      /** @param count two or more */
      addedMany: (count: string) => `${count} keywords added.`,
      /** Taken back into the input. */
      edited: (keyword: string) => `Editing: ${keyword}.`,
      twice: (keyword: string) => `“${keyword}” is in the list already.`,
      tooLong: (keyword: string, most: number) => `“${keyword}” is too long: at most ${most} characters are allowed.`,
      nothing: (keyword: string) => `“${keyword}” holds no letter and no digit, so nothing can match it.`,
      tooMany: (most: number) => `At most ${most} keywords are allowed.`,
    },
    languageLabel: 'Language of mails',
    hourLabel: 'Delivered at',
    timeZoneLabel: 'Time zone',
    timeZoneHint: 'Decides when it is morning.',
    trapLabel: 'Leave this empty',
    subscribe: 'Subscribe',
    preview: 'Preview',
    promise: 'No tracking, and a link to leave in every mail.',
    linkOffer: 'Subscribed already? Get the link to your settings',
    errorsTitle: 'Please correct what is marked',
    /** @param message what is wrong, in English, beginning in lower case */
    errors: {
      email: sentence,
      keywords: sentence,
      /** Both are to do the same, or one is paused. */
      alike: (first: string, later: string) => `“${later}” finds the same papers as “${first}”: keep one of them.`,
      /** One brings the papers that the other keeps away. */
      contrary: (first: string, later: string) =>
        first === later
          ? `“${first}” can’t be both found and left out: keep one of the two.`
          : `“${later}” finds the same papers as “${first}”, and they can’t be both found and left out: keep one of the two.`,
      language: sentence,
      hour: sentence,
      timezone: sentence,
      weekday: sentence,
      pause: sentence,
      translation: sentence,
      show: sentence,
      abstracts: sentence,
    },
    sendAgain: 'That came a little too fast, or after a long while. Please send it once more.',
    tooManyTitle: 'Too many sign-ups',
    tooManyText: 'Many sign-ups came from your network within the hour. Please try again later.',
    foreignTitle: 'This form came from another site',
    foreignText: 'For your safety it was not accepted. Please open the page here and send it again.',
    previewTitle: 'What they would find',
    previewEmpty: 'Write a keyword, and see the latest papers that it finds.',
    previewNoEdition: 'No papers have been read yet, so there is nothing to show. You can subscribe all the same.',
    previewTooMany:
      'Many previews were asked for from your network. Please wait a while; you can subscribe all the same.',
    previewSummary: ({ keywords, matches, editions, from, to }: PreviewFacts) => {
      const found = `${matches} ${matches === 1 ? 'match' : 'matches'} for ${keywords} ${keywords === 1 ? 'keyword' : 'keywords'}`
      return editions === 1
        ? `${found} in the edition of ${to}.`
        : `${found} in ${editions} editions, ${from} to ${to}.`
    },
    warnings: {
      nothing: 'Nothing found lately. Is it written as authors write it?',
      tooMany: 'That is more than 5% of an edition: a longer phrase would bring fewer papers.',
    },
    tableCaption: (keyword: string) => `Papers on ${keyword} by edition`,
    editionLabel: 'Edition',
    matchedLabel: 'Papers found',
    announcedLabel: 'Papers announced',
    checkMailTitle: 'Check your mail',
    checkMailText: 'A mail is on its way to you. Follow the link in it within 48 hours, and the digests begin.',
    checkMailHint:
      'Nothing there after a few minutes? Look among junk mail, then sign up again. One address gets such a mail at most every 10 minutes.',
    confirmTitle: 'Confirm your subscription',
    confirmText: 'One click, and your first digest is sent.',
    /** Above the two lists. @param replaced how many keywords an earlier subscription had */
    confirmReplaces: (replaced: number, wanted: number) =>
      `You were subscribed here before. If you confirm, your ${replaced === 1 ? '1 keyword' : `${replaced} keywords`} of that time ${replaced === 1 ? 'is' : 'are'} replaced by ${wanted === 1 ? 'this 1' : `these ${wanted}`}, and your other settings begin anew.`,
    replacedLabel: 'Keywords that are replaced',
    confirmButton: 'Confirm',
    confirmHint: 'If it was not you, close this page: nothing will be sent.',
    welcomeTitle: 'Welcome',
    welcomeText: 'You are subscribed. The digest of the latest edition is sent to you at once.',
    welcomeBack: 'You are subscribed.',
    welcomeNext: (hour: string, timeZone: string) =>
      `The next ones come at ${hour} (${timeZone}), after each of arXiv’s announcements.`,
    welcomeHint: 'Every mail has links to your subscription and to unsubscribe.',
    expiredTitle: 'This link has expired',
    expiredText: 'A confirmation link lives for 48 hours and serves once. No digest is sent to you now.',
    expiredLink: 'Sign up again',
  },
  manage: settingsEn,
  receipts: receiptsEn,
  page: {
    digestForms: { label: 'Also as', txt: 'plain text' },
    keywordFilter: 'Keywords',
    allKeywords: 'All',
    unknownKeyword: (keyword: string) => `This digest has no papers under “${keyword}”.`,
    unknownKeywordOnPage: (keyword: string) => `This digest has no papers under “${keyword}”. All of it is shown.`,
    unreadableForm: 'The form could not be read. Please send it again from the page.',
    tooLargeTitle: 'Too large',
    tooLargeText: 'That is more than Paperboy takes at once. Please send less.',
    badLinkTitle: 'This link is not valid',
    badLinkText: 'It may have been cut in two by a mail program. Please copy the whole link from your mail.',
    notFoundTitle: 'Page not found',
    notFoundText: 'There is nothing at this address.',
    errorTitle: 'Something went wrong',
    errorText: 'It is our fault, and has been logged. Please try again in a few minutes.',
  },
}

export type Dictionary = typeof en

interface CoverageFacts {
  /** With thousands grouped. */
  announced: string
  /** Categories. */
  sources: number
  matched: number
}

interface PreviewFacts {
  keywords: number
  /** Over all keywords and editions. */
  matches: number
  editions: number
  /** Dates of the oldest and the newest. */
  from: string
  to: string
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
}
