import type { Config } from '../config.ts'
import { digestText } from '../digest/text.ts'
import type { Sender } from '../domain/digest.ts'
import type { Postman } from '../jobs/ports.ts'
import { buildMessage } from '../mail/message.ts'
import type { DigestRenderer } from '../mail/render-digest.ts'
import { classify } from '../mail/smtp-error.ts'
import { digestSubject } from '../mail/subject.ts'
import type { MailTransport } from '../mail/transport.ts'
import type { ReturnPaths } from './bounces.ts'

/** Makes a digest's mail, HTML and text from one value, and hands it over. */
export function createPostman(
  config: Config,
  sender: Sender,
  renderer: DigestRenderer,
  transport: MailTransport,
  returnPath: ReturnPaths['ofDigest'],
): Postman {
  return {
    sizes: renderer.sizes,
    send: async ({ to, digestId, messageId, date, digest, links }) => {
      const message = buildMessage({
        from: config.mailFrom,
        to,
        subject: digestSubject(digest),
        language: digest.language,
        edition: digest.edition,
        date,
        messageId,
        returnPath: returnPath(digestId),
        publicUrl: config.publicUrl,
        unsubscribeUrl: links.unsubscribe,
        text: digestText(digest, links, sender),
        html: renderer.render(digest, links),
      })
      return (await transport.send(message)).response
    },
    classify,
  }
}
