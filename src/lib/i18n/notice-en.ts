/** What a notice names. */
export interface NoticeFacts {
  /** Of arXiv, that this Paperboy reads. */
  categories: string
  /** The other address of a change, made harmless for display; else empty. */
  otherAddress: string
  /** How many were asked for. */
  keywords: number
  /** How many the subscription has, or had before its reader left; else 0. */
  keptKeywords: number
}

/** All words of the notices (src/domain/notice.ts), in English. `notice-zh.ts` has the same shape. */
export const noticeEn = {
  confirm: {
    subject: 'Confirm your subscription to Paperboy',
    title: 'Confirm your subscription',
    intro: ({ categories, keywords, keptKeywords }: NoticeFacts) =>
      `Somebody, probably you, signed up this address for Paperboy, which mails you the day’s new arXiv papers (${categories}) whose title or abstract holds one of your keywords.${
        keptKeywords > 0
          ? ` You were subscribed before: if you confirm, your ${counted(keptKeywords)} of that time ${keptKeywords === 1 ? 'is' : 'are'} replaced by the ${counted(keywords)} below, and your other settings begin anew.`
          : ''
      }`,
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
    intro: ({ keywords, keptKeywords }: NoticeFacts) =>
      `Somebody, probably you, signed up this address for Paperboy. It is subscribed already, so nothing has been changed: your list keeps its ${counted(keptKeywords)}, and the ${counted(keywords)} of this sign-up ${keywords === 1 ? 'has' : 'have'} not been added. Your settings are here:`,
    keywordsLabel: 'Keywords of this sign-up, which have not been added:',
    button: 'Change your settings',
    end: 'If it was not you, do nothing: your subscription stays as it is.',
    aside:
      'In English: somebody signed up this address for Paperboy, which mails the day’s new arXiv papers, and it is subscribed already. If it was not you, do nothing.',
  },
  settings: {
    subject: 'Your Paperboy settings',
    title: 'The link to your settings',
    intro: (_: NoticeFacts) =>
      'Somebody, probably you, asked for the link to the settings of this address. Keywords, times and everything else are changed there:',
    keywordsLabel: '',
    button: 'Open your settings',
    end: 'Keep the link to yourself: whoever has it can change your subscription. If it was not you who asked, do nothing.',
    aside: 'In English: this mail holds the link to the settings of your subscription to Paperboy, as was asked for.',
  },
  unknown: {
    subject: 'This address is not subscribed to Paperboy',
    title: 'This address is not subscribed',
    intro: (_: NoticeFacts) =>
      'Somebody, probably you, asked for the link to the settings of this address, but Paperboy sends it no digests. Perhaps they go to another address of yours. You can sign up here:',
    keywordsLabel: '',
    button: 'Sign up',
    end: 'If it was not you who asked, do nothing: nothing else will be sent.',
    aside:
      'In English: somebody asked Paperboy for the settings of this address, which is not subscribed. If it was not you, do nothing.',
  },
  address: {
    subject: 'Confirm your new address for Paperboy',
    title: 'Confirm your new address',
    intro: ({ otherAddress }: NoticeFacts) =>
      `The reader at ${otherAddress} asked Paperboy, which mails the day’s new arXiv papers, to send their digests to this address from now on.`,
    keywordsLabel: '',
    button: 'Use this address',
    end: 'The link works for 48 hours. Until you follow it, everything stays as it was. If it was not you, do nothing.',
    aside:
      'In English: this mail asks you to confirm that Paperboy’s digests shall go to this address. If it was not you who asked, do nothing.',
  },
  occupied: {
    subject: 'This address has a Paperboy subscription already',
    title: 'This address has a subscription already',
    intro: (_: NoticeFacts) =>
      'Somebody, probably you, asked Paperboy to send the digests of another address to this one, which has a subscription of its own. Nothing has been changed. The settings of this address are here:',
    keywordsLabel: '',
    button: 'Open the settings',
    end: 'To bring both together, delete one of the two subscriptions. If it was not you who asked, do nothing.',
    aside:
      'In English: somebody asked to move another Paperboy subscription to this address, which has its own. Nothing has been changed. If it was not you, do nothing.',
  },
  moved: {
    subject: 'Your Paperboy digests go to another address now',
    title: 'Your digests go to another address now',
    intro: ({ otherAddress }: NoticeFacts) =>
      `As was asked on your settings page and confirmed there, your digests go to ${otherAddress} from now on. This address gets no more mail from Paperboy.`,
    keywordsLabel: '',
    button: 'Open your settings',
    end: 'If it was not you, change the address back on that page, and do not forward your digests: their links open your settings.',
    aside: 'In English: your Paperboy digests go to another address now. If it was not you, open your settings.',
  },
  moreKeywords: (count: number) => `and ${count} more`,
  wholeLink: 'The same link in full:',
}

function counted(keywords: number): string {
  return keywords === 1 ? '1 keyword' : `${keywords} keywords`
}

export type NoticeDictionary = typeof noticeEn
