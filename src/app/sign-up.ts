import { randomBytes } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Sender } from '../domain/digest.ts'
import type { Notice } from '../domain/notice.ts'
import { createSignUp, type SignUp, type SignUpDeps } from '../jobs/sign-up.ts'
import { buildNotice } from '../mail/message.ts'
import { createNoticeRenderer } from '../mail/render-notice.ts'
import type { MailTransport } from '../mail/transport.ts'
import type { SignLinks } from './links.ts'

interface Parts {
  deps: Omit<SignUpDeps, 'sendNotice' | 'manageLink' | 'confirmLink'>
  links: SignLinks
  sender: Sender
  transport: MailTransport
}

/** Signing up, with mails of our own relay and links of our own site. */
export function wireSignUp(config: Config, { deps, links, sender, transport }: Parts): SignUp {
  let opened: ReturnType<typeof createNoticeRenderer> | undefined
  const sendNotice = async (notice: Notice) => {
    opened ??= createNoticeRenderer({ sender })
    const { to, language } = notice
    await transport.send(
      buildNotice({
        from: config.mailFrom,
        to,
        language,
        messageId: `notice.${randomBytes(12).toString('hex')}@${config.mailFrom.address.split('@').at(-1)}`,
        date: deps.now(),
        publicUrl: config.publicUrl,
        ...(await opened).render(notice),
      }),
    )
  }
  return createSignUp({
    ...deps,
    sendNotice,
    manageLink: (id) => links(id, 0n).manage,
    confirmLink: (token) => `${config.publicUrl}/c/${token}`,
  })
}
