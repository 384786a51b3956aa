/** All words of the notices (src/domain/notice.ts), in English. `notice-zh.ts` has the same shape. */
export const noticeEn = {
  confirm: {
    subject: 'Confirm your subscription to Paperboy',
    title: 'Confirm your subscription',
    intro: (categories: string) =>
      `Somebody, probably you, signed up this address for Paperboy, which mails you the day’s new arXiv papers (${categories}) whose title or abstract holds one of your keywords.`,
    keywordsLabel: 'Keywords asked for:',
    button: 'Confirm your subscription',
    end: 'The link works for 48 hours. If it was not you, do nothing: nothing will be sent.',
    /** Stands under the words of another language, for somebody who does not read that one. */
    aside:
      'In English: this mail asks you to confirm a subscription to Paperboy, which mails the day’s new arXiv papers. If it was not you who asked, do nothing: nothing will be sent.',
  },
  known: {
    subject: 'You are subscribed to Paperboy already',
    title: 'You are subscribed already',
    intro: (_categories: string) =>
      'Somebody, probably you, signed up this address for Paperboy. It is subscribed already, so nothing has been changed. Your settings are here:',
    keywordsLabel: 'Keywords of this sign-up, which have not been added:',
    button: 'Change your settings',
    end: 'If it was not you, do nothing: your subscription stays as it is.',
    aside:
      'In English: somebody signed up this address for Paperboy, which mails the day’s new arXiv papers, and it is subscribed already. If it was not you, do nothing.',
  },
  moreKeywords: (count: number) => `and ${count} more`,
  wholeLink: 'The same link in full:',
}

export type NoticeDictionary = typeof noticeEn
