import type { Mailbox } from '../../lib/bounce-settings.ts'

/** What imapflow and Node add to an Error. */
interface Failure {
  message: string
  code?: string
  /** The server's own words. */
  responseText?: string
  authenticationFailed?: boolean
  mailboxMissing?: boolean
}

/** Why a mailbox can't be read, in one line for whoever set it up; never what was sent to the server. */
export function reasonOf(cause: unknown, { port, folder, secure }: Mailbox): string {
  const failure = cause as Failure
  const code = failure.code ?? ''
  const words = (failure.responseText ?? failure.message).replace(/\s+/g, ' ').trim().slice(0, 200)
  if (failure.authenticationFailed) return `the server refuses the login: ${words}`
  if (failure.mailboxMissing) return `the server has no folder "${folder}": ${words}`
  if (/CERT|UNABLE_TO_/.test(code))
    return `the server's certificate is not trusted (${words}); one of your own is, where NODE_EXTRA_CA_CERTS names its file`
  if (secure && code === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return `the server speaks no TLS at port ${port}, where imaps:// begins with it (imap:// asks for it later)`
  if (code === 'NoConnection') return 'the connection was lost'
  return [code, words].filter(Boolean).join(': ')
}
