import type { NoticeDictionary } from './notice-en.ts'

/** Simplified Chinese. */
export const noticeZh: NoticeDictionary = {
  confirm: {
    subject: '请确认订阅 Paperboy',
    title: '请确认订阅',
    intro: (categories) =>
      `有人（可能是您本人）用此邮箱地址订阅了 Paperboy。Paperboy 会将当日 arXiv 新论文（${categories}）中标题或摘要含有您的关键词的论文，用邮件发送给您。`,
    keywordsLabel: '所填关键词：',
    button: '确认订阅',
    end: '链接在 48 小时内有效。如非本人操作，请忽略本邮件，我们不会向您发送任何内容。',
    aside:
      '中文说明：本邮件请您确认是否订阅 Paperboy（每日 arXiv 新论文邮件）。如非本人操作，请忽略本邮件，我们不会向您发送任何内容。',
  },
  known: {
    subject: '您已订阅 Paperboy',
    title: '您已经订阅',
    intro: () =>
      '有人（可能是您本人）用此邮箱地址登记订阅 Paperboy。此地址已在订阅之中，因此没有作任何更改。您可以在这里修改设置：',
    keywordsLabel: '此次填写的关键词（未加入您的订阅）：',
    button: '修改设置',
    end: '如非本人操作，请忽略本邮件，您的订阅保持不变。',
    aside:
      '中文说明：有人用此邮箱地址登记订阅 Paperboy（每日 arXiv 新论文邮件），而此地址已在订阅之中。如非本人操作，请忽略本邮件。',
  },
  moreKeywords: (count) => `另有 ${count} 个`,
  wholeLink: '完整链接：',
}
