import type { BounceKind } from '../../domain/bounce.ts'
import { subjectOf } from '../smtp-reply.ts'

/** What a failure says of the address: a kind of bounce, or nothing, since the refusal is about us (`ours`). */
export type Judgement = Exclude<BounceKind, 'complaint'> | 'ours'

/** What is known of a delivery that failed. */
export interface Failure {
  /** RFC 3463, e.g. `5.1.1`; null where the report has none. */
  status: string | null
  /** What the other server said, in its words. */
  text: string
}

/**
 * Judges a failure by its codes where they say something, else by its words. A refusal of the sender (a blocked network,
 * SPF, a quota) counts against nobody: it would strike off every reader of a provider at once.
 */
export function judge({ status, text }: Failure): Judgement {
  const code = bestStatus(status, text)
  const reply = /(?<![\d.])([45]\d\d)(?![\d.])/.exec(text)?.[1] ?? null
  if (code?.startsWith('4.') || (code === null && reply?.startsWith('4'))) return 'soft'
  if (code !== null && UNKNOWN_CODES.test(code)) return 'unknown'
  if (code === '5.2.2') return 'full'
  const words = text.replace(/^\s*([45]\d\d)?[ -]?([45]\.\d+\.\d+)?/, '')
  const byWords = code === null || VAGUE_CODES.test(code) ? judgeWords(words) : null
  // Some say 5.5.1, an unknown command, of a reader that nobody knows.
  if (byWords !== null && !code?.startsWith('5.7.') && !/\bsender\b/i.test(words)) return byWords
  const subject = subjectOf({ code: Number(reply ?? 550), text: `550 ${code ?? '5.0.0'} ${words}`, afterMessage: true })
  if (subject === 'us' || subject === 'login' || subject === 'relaying') return 'ours'
  if (byWords !== null) return byWords
  return CONTENT_CODES.test(code ?? '') || (subject === 'message' && CONTENT_WORDS.test(words)) ? 'soft' : 'hard'
}

function judgeWords(words: string): 'full' | 'unknown' | null {
  if (FULL_WORDS.test(words)) return 'full'
  return UNKNOWN_WORDS.test(words) ? 'unknown' : null
}

/** Whether words alone say that a mail came back: of a text that has no codes. */
export function hasFailureWords(text: string): boolean {
  return FULL_WORDS.test(text) || UNKNOWN_WORDS.test(text) || DISABLED_WORDS.test(text)
}

/** The report's own code, unless it says as little as 5.0.0 and the other server's words hold a better one. */
function bestStatus(status: string | null, text: string): string | null {
  const given = /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])/
  const own = given.exec(status ?? '')?.[0] ?? null
  if (own !== null && !/^\d\.0\.0$/.test(own)) return own
  return given.exec(text)?.[0] ?? own
}

/** 5.1.3: bad syntax; 5.1.6: moved away; 5.1.10: a null MX (RFC 7505), and Exchange's unknown recipient. */
const UNKNOWN_CODES = /^5\.1\.([136]|10)$/
/** They leave open what it is about. */
const VAGUE_CODES = /^5\.([05]\.\d+|1\.0|2\.0|7\.0|7\.1|3\.0)$/
/** The size or form of the mail, and policies about it. */
const CONTENT_CODES = /^5\.(2\.3|3\.4|6\.\d+|7\.\d+)$/

const FULL_WORDS =
  /(mailbox|mail box|inbox|quota|account|storage|maildir)\b.{0,40}\b(is )?(full|exceed(s|ed)?|over(drawn| ?quota| its (limit|quota))|out of space)|over ?quota|quota exceeded|(exceed(s|ed)?|over|beyond)( \w+){0,3} (quota|mailbox size|storage)|insufficient (disk|storage) space|邮箱(已满|空间不足)|容量已满/i
const UNKNOWN_WORDS =
  /(user|recipient|mailbox|address|account|addressee)( \S+){0,3} (is |was )?(unknown|not (found|known|exist|valid|available here)|invalid|does ?n[o']t exist|rejected: user)|(unknown|no such|invalid|non-?existent) (local )?(user|recipient|mailbox|address|account|local.part)|(no|not a) (mailbox|valid (mailbox|user|recipient|address))( here)?|does ?n[o'](t| not) (exist|have an? [\w.-]+ account)|couldn't find (any host|the recipient)|recipnotfound|recipientnotfound|用户不存在|邮箱不存在|收件人不存在/i
const DISABLED_WORDS =
  /(mailbox|account|user|address)( \S+){0,3} (is |has been )?(disabled|inactive|deactivated|suspended|blocked|closed)|mailbox unavailable|undeliverable|could not be delivered|unable to deliver|delivery (to the following recipients? )?failed|delivery failure/i
const CONTENT_WORDS = /spam|virus|malware|phish|unsolicited|content|attachment|too (large|big|long)|size/i
