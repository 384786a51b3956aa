import type { ReceiptsDictionary } from './receipts-en.ts'

/** Simplified Chinese. */
export const receiptsZh: ReceiptsDictionary = {
  title: '速递回执',
  lead: '每期速递何时排入队列、每次尝试发送的时间，以及邮件服务器的答复。时间按您的时区显示。',
  empty: '还没有为您生成过速递。',
  link: '回执：速递的发送时间',
  back: '我的订阅',
  read: '阅读这期速递',
  due: (time) => `应于 ${time} 发送`,
  states: {
    planned: '等待发送',
    claimed: '正在发送',
    sent: '已发送',
    skipped: '未发送',
    rejected: '被拒收',
    uncertain: '可能已发送',
    expired: '未能按时发送；其论文将随下一期速递送达',
  },
  steps: {
    queued: '排入队列',
    'handing over': '交给邮件服务器',
    planned: '未被接收，稍后重试',
    claimed: '重新处理',
    sent: '邮件服务器已接收',
    skipped: '未发送',
    rejected: '邮件服务器拒收',
    uncertain: '结果不明',
    expired: '过时未发送',
  },
  reasons: {
    'no paper matches': '没有匹配的论文',
    paused: '您已暂停',
    unsubscribed: '您已退订',
    suppressed: '发给您的邮件被退回',
    'past its deadline': '您的早晨早已过去',
    'its worker died': 'Paperboy 曾中断运行',
    'its workers died while handing it over': 'Paperboy 多次中断运行',
  },
  attempt: (number) => `第 ${number} 次尝试`,
  inDigestOf: (date) => `其论文已并入 ${date} 的速递`,
}
