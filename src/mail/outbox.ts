import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { MailMessage } from './message.ts'
import { type MailTransport, SendError } from './transport.ts'

/** Instead of a relay: each message as a file that mail programs open, its HTML beside it for browsers. */
export function createOutbox(folder: string): MailTransport {
  return {
    send: async (message) => {
      try {
        const path = await writeMessage(folder, message)
        return { response: `written to ${path}, not sent`, where: path }
      } catch (error) {
        throw new SendError(error, 'before')
      }
    },
    describe: () => `outbox folder ${folder}, nothing leaves this machine`,
    close: async () => {},
  }
}

/** @returns the `.eml` file's path; it appears last, so that whoever sees it also finds the HTML */
async function writeMessage(folder: string, message: MailMessage): Promise<string> {
  const source = await new MailComposer(message).compile().build()
  await mkdir(folder, { recursive: true })
  const base = join(folder, safeName(message.messageId))
  await writeWhole(folder, `${base}.html`, message.html.content)
  await writeWhole(folder, `${base}.eml`, source)
  return `${base}.eml`
}

/** A reader, or a crash, finds the whole file or none. */
async function writeWhole(folder: string, path: string, content: string | Buffer): Promise<void> {
  const temporary = join(folder, `.${randomUUID()}.part`)
  try {
    // Their links open a reader's settings: for nobody else's eyes.
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}

/** A rename is only safe from a power cut once its folder is on disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A Message-ID may hold `/` and more: in a file's name it gets by with letters, digits and `@ . _ -`. */
function safeName(messageId: string): string {
  return messageId
    .replace(/[^\w.@-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 200)
}
