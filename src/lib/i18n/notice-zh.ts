import type { NoticeDictionary } from './notice-en.ts'

/** Simplified Chinese. */
export const noticeZh: NoticeDictionary = {
  confirm: {
    subject: '请确认订阅 Paperboy',
    title: '请确认订阅',
    intro: ({ categories, keywords, keptKeywords }) =>
      `有人（可能是您本人）用此邮箱地址订阅了 Paperboy。Paperboy 会将当日 arXiv 新论文（${categories}）中标题或摘要含有您的关键词的论文，用邮件发送给您。${
        keptKeywords > 0
          ? `您曾经订阅过：如果确认，当时的 ${keptKeywords} 个关键词将由以下 ${keywords} 个取代，其他设置也将重新开始。`
          : ''
      }`,
    keywordsLabel: '所填关键词：',
    button: '确认订阅',
    end: '链接在 48 小时内有效。如非本人操作，请忽略本邮件，我们不会向您发送任何内容。',
    aside:
      '中文说明：本邮件请您确认是否订阅 Paperboy（每日 arXiv 新论文邮件）。如非本人操作，请忽略本邮件，我们不会向您发送任何内容。',
  },
  known: {
    subject: '您已订阅 Paperboy',
    title: '您已经订阅',
    intro: ({ keywords, keptKeywords }) =>
      `有人（可能是您本人）用此邮箱地址登记订阅 Paperboy。此地址已在订阅之中，因此没有作任何更改：您的 ${keptKeywords} 个关键词保持不变，此次填写的 ${keywords} 个没有加入。您可以在这里修改设置：`,
    keywordsLabel: '此次填写的关键词（未加入您的订阅）：',
    button: '修改设置',
    end: '如非本人操作，请忽略本邮件，您的订阅保持不变。',
    aside:
      '中文说明：有人用此邮箱地址登记订阅 Paperboy（每日 arXiv 新论文邮件），而此地址已在订阅之中。如非本人操作，请忽略本邮件。',
  },
  settings: {
    subject: '您的 Paperboy 设置链接',
    title: '您的设置链接',
    intro: () => '有人（可能是您本人）索取此邮箱地址的设置链接。关键词、发送时间等均可在这里修改：',
    keywordsLabel: '',
    button: '打开设置',
    end: '请勿将链接转交他人：持有链接者可以修改您的订阅。如非本人操作，请忽略本邮件。',
    aside: '中文说明：本邮件按请求发送，内含您在 Paperboy 的订阅设置链接。',
  },
  unknown: {
    subject: '此地址没有订阅 Paperboy',
    title: '此地址没有订阅',
    intro: () =>
      '有人（可能是您本人）索取此邮箱地址的设置链接，但 Paperboy 没有向此地址发送速递。也许您订阅时用的是另一个地址。您可以在这里订阅：',
    keywordsLabel: '',
    button: '订阅',
    end: '如非本人操作，请忽略本邮件，我们不会再发送其他内容。',
    aside: '中文说明：有人向 Paperboy 索取此地址的设置链接，而此地址没有订阅。如非本人操作，请忽略本邮件。',
  },
  address: {
    subject: '请确认您在 Paperboy 的新地址',
    title: '请确认新地址',
    intro: ({ otherAddress }) => `${otherAddress} 的读者请求 Paperboy（每日 arXiv 新论文邮件）此后将速递发送到本地址。`,
    keywordsLabel: '',
    button: '使用此地址',
    end: '链接在 48 小时内有效。在您打开链接确认之前，一切保持不变。如非本人操作，请忽略本邮件。',
    aside: '中文说明：本邮件请您确认是否将 Paperboy 的速递改为发送到此地址。如非本人操作，请忽略本邮件。',
  },
  occupied: {
    subject: '此地址已有 Paperboy 订阅',
    title: '此地址已有订阅',
    intro: () =>
      '有人（可能是您本人）请求 Paperboy 将另一地址的速递改为发送到本地址，而本地址已有自己的订阅。没有作任何更改。本地址的设置在这里：',
    keywordsLabel: '',
    button: '打开设置',
    end: '如需合并，请删除其中一个订阅。如非本人操作，请忽略本邮件。',
    aside:
      '中文说明：有人请求将另一个 Paperboy 订阅移到本地址，而本地址已有订阅，因此没有作任何更改。如非本人操作，请忽略本邮件。',
  },
  moved: {
    subject: '您的 Paperboy 速递已改为发送到另一地址',
    title: '速递已改为发送到另一地址',
    intro: ({ otherAddress }) =>
      `根据您在设置页的请求并经新地址确认，速递此后发送至 ${otherAddress}。Paperboy 不再向本地址发送邮件。`,
    keywordsLabel: '',
    button: '打开设置',
    end: '如非本人操作，请在该页面改回地址，并请勿转发速递邮件：其中的链接可以打开您的设置。',
    aside: '中文说明：您的 Paperboy 速递已改为发送到另一地址。如非本人操作，请打开设置页。',
  },
  moreKeywords: (count) => `另有 ${count} 个`,
  wholeLink: '完整链接：',
}
