/** All words that a reader of a digest or a page sees, in English. `zh.ts` has the same shape. */
export const en = {
  /** HTML `lang`. */
  htmlLang: 'en',
  languageName: 'English',
  listSeparator: ', ',
  digest: {
    /** @param keywords already shortened to the leading ones */
    subject: (matched: number, keywords: string, date: string) =>
      `${matched} ${matched === 1 ? 'paper' : 'papers'} on ${keywords}, ${date}`,
    /** `more` keywords beside those named, `total` with them. */
    andMoreKeywords: ({ more }: { more: number; total: number }) => ` and ${more} more`,
    title: (date: string) => `Papers of ${date}`,
    summary: (matched: number, announced: string) =>
      `${matched} of ${announced} ${announced === '1' ? 'paper' : 'papers'} announced ${matched === 1 ? 'is' : 'are'} for you.`,
    announcedLabel: 'Announced by arXiv',
    madeLabel: 'Digest made',
    /** No feed at all. */
    incomplete: (categories: string) =>
      `arXiv's feed for ${categories} could not be read when this digest was made, so papers may be missing.`,
    /** A feed, but for some of its items. */
    incompleteItems: (categories: string) =>
      `Some items of arXiv's feed for ${categories} could not be read when this digest was made, so papers may be missing.`,
    groupCount: (total: number) => (total === 1 ? '1 paper' : `${total} papers`),
    authorsLabel: 'Authors',
    subjectsLabel: 'Subjects',
    /** After the first ten names of a long list. */
    moreAuthors: (count: number) => `+ ${count} more`,
    firstAuthor: (name: string) => `${name} et al.`,
    abstractPage: 'arXiv page',
    pdf: 'PDF',
    again: (keyword: string) => `shown under “${keyword}”`,
    hidden: (count: number) => (count === 1 ? '1 more paper' : `${count} more papers`),
    moreGroups: (count: number) =>
      count === 1 ? 'Papers for 1 more keyword are on the web.' : `Papers for ${count} more keywords are on the web.`,
    wholeDigest: 'Read the whole digest on the web',
    shortened: 'This mail is shortened so that no mail program cuts it.',
    unmatched: (keywords: string) => `Nothing today for ${keywords}.`,
    empty: 'None of the papers announced matches your keywords.',
  },
  /** Labels of the complete text rendition. */
  rendition: {
    head: (made: string, announcedEastern: string, announcedLocal: string) =>
      `Generated: ${made}; announced by arXiv: ${announcedEastern} (${announcedLocal})`,
    counts: (entries: number, papers: number) =>
      `${entries} ${entries === 1 ? 'entry' : 'entries'} today (${papers} distinct ${papers === 1 ? 'paper' : 'papers'})`,
    translatedAbstract: 'Translated abstract',
  },
  footer: {
    why: (categories: string) =>
      `You get this mail because you asked Paperboy for arXiv papers (${categories}) that match your keywords.`,
    manage: 'Your subscription',
    unsubscribe: 'Unsubscribe',
    noTracking: 'No tracking: no pictures, no pixels, no counted links.',
    acknowledgement: 'Thank you to arXiv for use of its open access interoperability.',
  },
  page: {
    frontTitle: 'The morning’s papers',
    frontText:
      'Paperboy reads arXiv’s new papers each announcement day and mails every subscriber one personal digest: the papers whose title or abstract holds one of their keywords.',
    frontSubscribe: 'Subscriptions are made by whoever runs this Paperboy; every mail has a link to leave.',
    unsubscribeTitle: 'Unsubscribe',
    unsubscribeQuestion: 'Stop all mail from Paperboy to this address?',
    unsubscribeButton: 'Unsubscribe',
    unsubscribedTitle: 'You are unsubscribed',
    unsubscribedText: 'No further digest will be sent to you.',
    manageTitle: 'Your subscription',
    keywordsLabel: 'Keywords',
    languageLabel: 'Language',
    timeLabel: 'Delivered at',
    stateActive: 'Active',
    stateUnsubscribed: 'Unsubscribed: no mail is sent',
    stateLabel: 'State',
    digestAsText: 'As plain text',
    badLinkTitle: 'This link is not valid',
    badLinkText: 'It may have been cut in two by a mail program. Please copy the whole link from your mail.',
    notFoundTitle: 'Page not found',
    notFoundText: 'There is nothing at this address.',
    errorTitle: 'Something went wrong',
    errorText: 'It is our fault, and has been logged. Please try again in a few minutes.',
  },
}

export type Dictionary = typeof en
