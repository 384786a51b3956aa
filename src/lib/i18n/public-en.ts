import { categoryName } from '../../domain/taxonomy.ts'

/** All words of the pages that are nobody's own, in English. `public-zh.ts` has the same shape. */
export const publicEn = {
  /** Undefined for a code that arXiv has never used. */
  categoryName,
  footer: { label: 'About this site', editions: 'Editions', about: 'About', privacy: 'Privacy' },
  editions: {
    title: 'Editions',
    lead: 'What arXiv announced, day by day, in the categories that Paperboy reads.',
    empty: 'No edition has been taken yet. The first one comes with arXiv’s next announcement.',
    /** @param most the papers of the fullest edition */
    chart: (editions: number, most: string, date: string) =>
      editions === 1
        ? `New and cross-listed papers of the only edition so far: ${most}.`
        : `New and cross-listed papers of the last ${editions} editions, the newest on the right. The fullest had ${most}, on ${date}.`,
    table: 'Papers announced in each edition',
    edition: 'Edition',
    new: 'New',
    cross: 'Cross-listed',
    replaced: 'Replaced',
    feeds: 'Feeds',
    complete: 'complete',
    incomplete: 'incomplete',
    missing: (categories: string) => `${categories} missing`,
    partly: (categories: string) => `${categories} in part`,
  },
  edition: {
    description: (date: string) => `How many papers arXiv announced for ${date}, and in which categories.`,
    lead: (papers: string, firstSeen: string) =>
      `${papers} ${papers === '1' ? 'paper was' : 'papers were'} announced in the categories that Paperboy reads. Digests are made from the new and cross-listed ones: ${firstSeen}.`,
    none: 'No papers were announced in the categories that Paperboy reads.',
    announcedAt: 'Announced by arXiv: ',
    incomplete: 'Papers may be missing from this edition: see the feeds below.',
    typesTitle: 'How they came',
    typeLabel: 'Kind',
    papersLabel: 'Papers',
    types: {
      new: { name: 'New', hint: 'in their own category' },
      cross: { name: 'Cross-listed', hint: 'new here, from another category' },
      replace: { name: 'Replaced', hint: 'a newer version of a known paper' },
      'replace-cross': { name: 'Replaced, cross-listed', hint: 'a newer version, from another category' },
    },
    all: 'All',
    categoriesTitle: 'Categories',
    categoriesText: 'New and cross-listed papers, by the category that comes first with each.',
    categoryLabel: 'Category',
    readHere: 'Read here',
    elsewhere: 'Elsewhere, and cross-listed here',
    more: (categories: number, papers: string) =>
      categories === 1 ? `1 more category, papers: ${papers}` : `${categories} more categories, papers: ${papers}`,
    feedsTitle: 'Feeds',
    feedsText: 'Paperboy reads one of arXiv’s feeds for each category. A paper may stand in several.',
    feedLabel: 'Feed',
    stateLabel: 'State',
    states: {
      taken: 'taken',
      unsure: 'taken from elsewhere: older papers that are newly cross-listed may be missing',
      partly: 'taken, but for papers in it that could not be read',
      empty: 'empty: nothing was announced in it',
      failed: 'could not be read: papers that stand in no other feed are missing',
    },
    neighbours: 'Other editions',
    before: 'The edition before: ',
    after: 'The edition after: ',
    signUp: 'Get the papers that match your keywords by mail',
    notStoredTitle: 'No such edition',
    notStored: 'Paperboy has nothing for this day. arXiv announced no papers, or they were not taken.',
    latest: 'The latest editions',
  },
  about: {
    title: 'About Paperboy',
    description: 'What Paperboy is, how its keywords match, when its mails come, and who runs it.',
    sections: (categories: string) => [
      {
        title: 'What it is',
        text: [
          `Paperboy reads the papers that arXiv announces in ${categories}. From each announcement it mails you one digest: the papers whose title or abstract holds one of your keywords, with a link to each at arXiv.`,
        ],
      },
      {
        title: 'How keywords match',
        text: [
          'A keyword finds a paper where its words stand in a row, as whole words, in the title or in the abstract: “RAG” never finds “leverage”.',
          'Capitals, accents, hyphens, plurals and TeX make no difference. “diffusion policy” also finds “Diffusion Policies”, and “k-means” finds “K means”.',
          'Before you sign up, the preview shows what your keywords would have found lately.',
        ],
      },
      {
        title: 'When mails come',
        text: [
          'arXiv announces papers at 20:00 US Eastern time, Sunday to Thursday, but for its holidays. The digest comes at the hour that you chose, in your own time zone; or once a week, if you prefer.',
          'Where nothing matches, no mail is sent, unless you ask for one. Every mail has a link to your settings and a link to unsubscribe.',
        ],
      },
    ],
    whoTitle: 'Who runs it',
    contact: 'Contact: ',
    postalAddress: 'Postal address: ',
    arxivTitle: 'arXiv',
    arxiv:
      'Titles, authors, abstracts and categories are arXiv’s metadata. The papers themselves stay at arXiv, where every link leads. Paperboy is no part of arXiv, which neither runs nor endorses it.',
  },
  privacy: {
    title: 'Privacy',
    description: 'Everything that Paperboy stores about readers and visitors, and for how long.',
    lead: 'Paperboy stores what it needs to mail you your digests and to guard its forms against abuse. This page lists all of it.',
    kept: 'Kept: ',
    /** @param relay whether mails go to a relay, or to files beside the database */
    sections: (relay: boolean) => [
      {
        title: 'If you subscribe',
        items: [
          {
            name: 'Your address',
            text: 'The email address as you typed it. If you want to change it, the new one, too, until you confirm it there.',
            kept: 'until you delete it; a new one that is not confirmed, for two days and until the next daily cleaning',
          },
          {
            name: 'Your keywords',
            text: 'Their text and their order, and of each whether it searches, excludes or is paused.',
            kept: 'until you change or delete them',
          },
          {
            name: 'Your settings',
            text: 'Language, time zone and hour, how you read papers (translated to what, with or without the original, whole or short), the weekday of a weekly digest, whether you want a mail when nothing matches, whether you want to know when a paper you were sent is replaced, and the day until which mails pause.',
            kept: 'until you change or delete them',
          },
          {
            name: 'Your subscription',
            text: 'Whether it waits for confirmation, is active or has ended; when you signed up and when you left; why you left, if you said so; after that, what you asked for by signing up again.',
            kept: 'until you delete it; when and why you left, until you come back; a sign-up that is not confirmed, for 7 days',
          },
          {
            name: 'The record of your digests',
            text: 'For each edition: which of your keywords found which papers, and where in the text; which papers of earlier digests it says are replaced; when the digest was planned, due and sent, or why it was not; how often it was tried, what the mail server answered, and when each of this happened; the mail’s Message-ID; and, while a mail is on its way, what it says. So nothing is sent twice, and the page of a digest can be shown.',
            kept: 'until you delete it',
          },
          {
            name: 'Mail that came back',
            text: 'When a digest could not be delivered, or you called it spam: which digest, when, of what kind that was and what the other mail server said; how often that happened lately, as one number; since when mail is held back, and why; when you ask for mail again, the last digest before that.',
            kept: 'until you delete it; the number and what is held back, until you ask for mail again',
          },
          relay
            ? { name: 'The mails', text: 'They are handed to the mail relay; no copy stays here.', kept: 'not at all' }
            : {
                name: 'The mails',
                text: 'This Paperboy has no mail relay: it writes each mail to a file on its own disk.',
                kept: 'until the operator removes the files, also after you have deleted everything else',
              },
        ],
      },
      {
        title: 'When it ends',
        items: [
          {
            name: 'A sign-up that is not confirmed',
            text: 'It is deleted after 7 days, by a cleaning that runs once a day.',
          },
          {
            name: 'If you unsubscribe',
            text: 'No mail is sent any more. What is listed above stays, without a limit in time, so that you can come back to it. You can delete it whenever you like.',
          },
          {
            name: 'If you delete everything',
            text: 'All that is listed above goes at once, from the database of Paperboy. Only the counters and logs described below may still hold a trace.',
          },
        ],
      },
      {
        title: 'If you visit',
        items: [
          {
            name: 'Cookies and tracking',
            text: 'There are none. Pages and mails load nothing from other sites; no picture reports back, and no link is counted.',
          },
          {
            name: 'Counters against abuse',
            text: 'When you sign up, ask for a preview or ask for the link to your settings: the network that you come from (the first three numbers of an IPv4 address, the first four groups of an IPv6 one), and how often within the hour. When a form makes Paperboy send a mail: a number made from a SHA-256 hash of the address, how often within ten minutes and within a day, and whether none is to go there because one came back. When you change your address: your subscriber’s number, and how often within a day.',
            kept: 'until that time is over and the daily cleaning has run, so two days at most, or nine where a mail came back',
          },
          {
            name: 'Keywords in the preview',
            text: 'They are compared with the latest papers.',
            kept: 'not at all',
          },
          {
            name: 'The server’s log',
            text: 'Visits are not logged. Noted are what the day’s work came to; the number of a subscriber who confirms, changes address, leaves, comes back or deletes; the number of a digest that could not be sent or came back, and of its reader, with the mail server’s answer; and errors. Where such an answer or error quotes an address, it is masked.',
            kept: 'as long as whoever runs this Paperboy keeps its logs',
          },
          {
            name: 'The record of work',
            text: 'When papers were taken and digests made and sent, how many, and what went wrong, in the words of the mail server where it was one.',
            kept: '90 days',
          },
        ],
      },
      {
        title: 'Who else sees it',
        items: [
          {
            name: 'Mail servers',
            text: relay
              ? 'The relay that sends for this Paperboy, and the servers on the way to your mailbox, see your address and your mails with the keywords in them. They keep them by rules of their own.'
              : 'None, as long as mails are written to files.',
          },
          {
            name: 'arXiv',
            text: 'It is asked for all papers, never for yours. If you follow a link to arXiv, it sees you as it sees any visitor.',
          },
          {
            name: 'Whoever runs this Paperboy',
            text: 'They can read its database. Backups of it, and the log of a proxy in front of it, are theirs to keep and to delete.',
          },
          { name: 'Anyone else', text: 'Nothing is given to anyone else.' },
        ],
      },
    ],
    rightsTitle: 'What you can do',
    rights: [
      'The link “Your subscription” in every mail leads to a page where you can see and change your settings, download what is stored about you, and delete everything at once.',
      'That link needs no password: whoever has it can do the same. Take it out before you forward a digest.',
    ],
    question: 'For anything else, write to ',
    papersTitle: 'Papers',
    papers:
      'Titles, authors, abstracts and categories, and translations of them, are kept for good. They come from arXiv’s public metadata and say nothing about readers.',
  },
}

export type PublicDictionary = typeof publicEn
