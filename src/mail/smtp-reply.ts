/** A relay's answer of 500 and more, and when it came. */
export interface Refusal {
  /** RFC 5321 section 4.2. */
  code: number
  /** All lines, codes included. */
  text: string
  /** The whole message had been handed over: the answer may be to its content. */
  afterMessage: boolean
}

/**
 * Whom a refusal is about. `us`: the sender, the machine, the login, a quota, or the way we talk; it will meet every
 * message alike. `login` and `relaying` are the kinds of it that have a remedy of their own.
 */
export type Subject = 'us' | 'login' | 'relaying' | 'recipient' | 'message'

/**
 * Relays give many answers about their client only at RCPT TO (Postfix by default, `smtpd_delay_reject`), so the command
 * says little: enhanced codes (RFC 3463, and IANA's registry of them) and words do. What stays unclear before the message
 * is handed over is about us: a mail that waits until somebody has looked is better than readers struck off for nothing.
 * Once the relay has read the message, what stays unclear is about it.
 */
export function subjectOf(refusal: Refusal): Subject {
  const { code, afterMessage } = refusal
  const enhanced = enhancedCode(refusal.text) ?? ''
  const words = wordsOf(refusal.text)
  if (SURELY_RECIPIENT_CODES.test(enhanced)) return 'recipient'
  if ([530, 534, 535, 538].includes(code) || LOGIN_WORDS.test(words)) return 'login'
  if (RELAYING_WORDS.test(words)) return 'relaying'
  if (OUR_CODES.test(enhanced) || OUR_WORDS.test(words)) return 'us'
  if (code === 552 || MESSAGE_CODES.test(enhanced)) return enhanced.startsWith('5.2.2') ? 'recipient' : 'message'
  if (code === 556 || RECIPIENT_CODES.test(enhanced)) return 'recipient'
  if (enhanced.startsWith('5.7.')) return subjectOfPolicy(words, afterMessage)
  if (RECIPIENT_WORDS.test(words)) return 'recipient'
  return afterMessage ? 'message' : 'us'
}

/** 5.7.x: "security or policy status", where nearly all is about the sender. */
function subjectOfPolicy(words: string, afterMessage: boolean): Subject {
  if (afterMessage && CONTENT_WORDS.test(words)) return 'message'
  // What Postfix puts before the answers of policy services too, which know quotas and lists of senders.
  const refusedRecipient = /recipient (address )?(rejected|refused|denied)/i.test(words)
  return refusedRecipient && !/policy|quota|limit|block/i.test(words) ? 'recipient' : 'us'
}

/** `5.7.1` of `550-5.7.1 Words`; null where there is none. RFC 2034 section 4: right after the reply code, of its class. */
export function enhancedCode(text: string): string | null {
  return /^([45])\d{2}[ -](\1\.\d{1,3}\.\d{1,3})(?!\S)/.exec(text)?.[2] ?? null
}

/** Without codes and addresses: a mailbox may be called `spf` or `helo`, and says nothing by it. */
function wordsOf(text: string): string {
  return text
    .replace(/^\d{3}[ -](\d\.\d{1,3}\.\d{1,3}(?!\S))?/gm, ' ')
    .replace(/<[^<>\s]*>|[^\s<>]+@[^\s<>]+/g, ' ')
    .replace(/\s+/g, ' ')
}

const LOGIN_WORDS =
  /authentication (is )?(required|needed|failed|unsuccessful)|(must|need to|please) (first )?(authenticate|log ?in)|auth(enticate)? (command )?(first|needed|required)|not (logged in|authenticated)|log ?in first|smtp auth/i

const RELAYING_WORDS =
  /relay(ing)?( access)? (is )?(denied|not (permitted|allowed)|prohibited|disallowed)|(unable|not permitted|not allowed|no permission|denied) to relay|we do(n't| not) relay|open relay/i

/**
 * 5.1.7 and 5.1.8: the sender's address; 5.1.90: Exchange Online's daily limit; 5.5.x but for 5.5.0: the way we talk;
 * 5.7.8 and 5.7.9: the login; 5.7.20 to 5.7.29 and 5.7.40: DKIM, SPF, reverse DNS and DMARC (RFC 7372 and others);
 * 5.7.5xx and following: Exchange Online's lists of senders and tenants.
 */
const OUR_CODES = /^5\.(1\.(7|8|90)|5\.[1-9]\d*|7\.([3-9]|1[0-6]|2\d|30|40|[5-9]\d\d))$/

const OUR_WORDS = new RegExp(
  [
    String.raw`\bsender\b.{0,40}\b(reject|refus|den[iy]|block|invalid|verif|not (owned|allowed|permitted|authori[sz]ed|exist)|unauth)`,
    String.raw`\b(reject|refus|invalid|bad|unauthori[sz]ed|block(ed|ing)?)\w* (the |this )?(envelope )?(sender|from address)`,
    String.raw`not owned by user|send(ing)? (as|on behalf of)\b|not (allowed|permitted|authori[sz]ed) to (send|use)`,
    String.raw`\b(helo|ehlo)\b|client (host|address|was|not)|need fully-qualified hostname`,
    String.raw`\b(your|sending|connecting) (\w+ )?(ip|host|server|domain|network|account)\b|reverse (dns|hostname|lookup)|\b(r?dns|ptr)\b (record|entry|check)|reputation`,
    String.raw`black ?-?list|block ?-?list|\b(dnsbl|rbl|spamhaus|spamcop|barracuda|sorbs)\b|blocked (using|by)|(?<!not )listed (in|at|on)\b`,
    String.raw`\b(spf|dkim|dmarc)\b|unauthenticated|starttls|(encryption|tls) (is )?required`,
    String.raw`\b(daily|hourly|monthly|sending|submission|outgoing|outbound|send)\b.{0,30}\b(quota|limit|rate)|\b(quota|limit)\b.{0,20}\bsen(d|t|ding)\b|rate limit|too many (messages|mails|emails|connections|recipients)|too fast`,
  ].join('|'),
  'i',
)

/** 5.2.3 and 5.3.4: too long; 5.6.x: its form. */
const MESSAGE_CODES = /^5\.(2\.3|3\.4|6\.\d+)$/

/**
 * Whatever else is said, which may be what another relay said: 5.1.1 to 5.1.6 and 5.1.10, a bad address; 5.7.2, a closed
 * mailing list; 5.7.17 and 5.7.18, a new owner (RFC 7293); 5.7.124 to 5.7.136, a group's own list of who may write to it
 * (Exchange).
 */
const SURELY_RECIPIENT_CODES = /^5\.(1\.([1-6]|10)|7\.(2|17|18|12[4-9]|13[0-6]))$/

/** Where no words are about us: 5.1.9, no way for this kind of mail; 5.2.x, the mailbox; 5.4.x, no way to it. */
const RECIPIENT_CODES = /^5\.(1\.9|2\.\d+|4\.\d+)$/

const RECIPIENT_WORDS =
  /\b(mailbox|recipient|user(name)?|addressee|account|alias|inbox)\b|no such (person|address|domain|local part)|address (is )?(unknown|invalid|not found|does(n't| not) exist|rejected)|(unknown|invalid|bad) (\w+ )?address|unrouteable|not (a )?(valid|known) (email )?address|doesn't exist|does not exist|no mailbox|not our customer/i

const CONTENT_WORDS = /spam|virus|malware|phish|unsolicited|content|attachment|infected|\b(message|mail|url|link)\b/i
