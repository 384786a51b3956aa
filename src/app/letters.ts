import { randomBytes } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Sender } from '../domain/digest.ts'
import type { Notice } from '../domain/notice.ts'
import type { Language } from '../domain/subscriber.ts'
import { type AddressChangeDeps, type AddressChanges, createAddressChanges } from '../jobs/address-change.ts'
import type { Limits } from '../jobs/limits.ts'
import { createNoticeDesk } from '../jobs/notices.ts'
import { sendSettingsLink } from '../jobs/settings-link.ts'
import { createSignUp, type SignUp, type SignUpDeps } from '../jobs/sign-up.ts'
import { once } from '../lib/once.ts'
import { buildNotice } from '../mail/message.ts'
import { createNoticeRenderer } from '../mail/render-notice.ts'
import type { MailTransport } from '../mail/transport.ts'
import type { ReturnPaths } from './bounces.ts'
import type { SignLinks } from './links.ts'

type Wired = 'notices' | 'manageLink' | 'confirmLink' | 'addressLink'

interface Parts {
  deps: Omit<SignUpDeps & AddressChangeDeps, Wired> & { limits: Limits }
  links: SignLinks
  sender: Sender
  transport: MailTransport
  returnPath: ReturnPaths['ofNotice']
}

/** All that answers a form with a mail. */
export interface Letters {
  signUp: SignUp
  addresses: AddressChanges
  /** @throws AppError `invalid` */
  sendSettingsLink(email: string, language: Language): Promise<void>
  /** Does beforehand what the first mail would wait for: MJML takes a second to load. */
  warmUp(): Promise<void>
  /** Resolves when mails and first digests that were begun are out. */
  settled(): Promise<void>
}

/** Signing up and what belongs to it, with mails of our own relay and links of our own site. */
export function wireLetters(config: Config, { deps, links, sender, transport, returnPath }: Parts): Letters {
  const openRenderer = once(() => createNoticeRenderer({ sender }))
  const sendNotice = async (notice: Notice) => {
    const { to, language } = notice
    await transport.send(
      buildNotice({
        from: config.mailFrom,
        to,
        language,
        messageId: `notice.${randomBytes(12).toString('hex')}@${config.mailFrom.address.split('@').at(-1)}`,
        date: deps.now(),
        returnPath: returnPath(to),
        publicUrl: config.publicUrl,
        ...(await openRenderer()).render(notice),
      }),
    )
  }
  const notices = createNoticeDesk({ limits: deps.limits, sendNotice, log: deps.log })
  const wired = {
    ...deps,
    notices,
    manageLink: (id: number) => links(id, 0n).manage,
    confirmLink: (token: string) => `${config.publicUrl}/c/${token}`,
    addressLink: (token: string) => `${config.publicUrl}/a/${token}`,
    signUpLink: `${config.publicUrl}/`,
  }
  return {
    signUp: createSignUp(wired),
    addresses: createAddressChanges(wired),
    sendSettingsLink: (email, language) => sendSettingsLink(wired, email, language),
    warmUp: async () => {
      await openRenderer()
    },
    settled: () => notices.settled(),
  }
}
