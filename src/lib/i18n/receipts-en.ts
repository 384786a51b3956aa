/** The words of the page of receipts, in English. `receipts-zh.ts` has the same shape. */
export const receiptsEn = {
  title: 'Receipts of your digests',
  lead: 'When each digest was queued, every attempt to send it, and what the mail server answered. Times are in your time zone.',
  empty: 'No digest has been made for you yet.',
  link: 'Receipts: when your digests were sent',
  back: 'Your subscription',
  read: 'Read this digest',
  due: (time: string) => `due ${time}`,
  states: {
    planned: 'waits to be sent',
    claimed: 'is being sent',
    sent: 'sent',
    skipped: 'not sent',
    rejected: 'refused',
    uncertain: 'perhaps sent',
    expired: 'not sent in time; its papers come with the next digest',
  },
  /** In the order in which they happen. */
  steps: {
    queued: 'Queued',
    'handing over': 'Handed to the mail server',
    planned: 'Not taken, to be tried again',
    claimed: 'Taken up again',
    sent: 'Taken by the mail server',
    skipped: 'Not sent',
    rejected: 'Refused by the mail server',
    uncertain: 'Fate unknown',
    expired: 'Too late to be sent',
  },
  /** What Paperboy itself gives as a reason; anything else is the mail server's. */
  reasons: {
    'no paper matches': 'no paper matched',
    paused: 'you had paused',
    unsubscribed: 'you had unsubscribed',
    suppressed: 'mail to you came back',
    'past its deadline': 'your morning was long over',
    'its worker died': 'Paperboy was interrupted',
    'its workers died while handing it over': 'Paperboy was interrupted again and again',
  } as Record<string, string>,
  attempt: (number: string) => `attempt ${number}`,
  inDigestOf: (date: string) => `its papers are in the digest of ${date}`,
}

export type ReceiptsDictionary = typeof receiptsEn
