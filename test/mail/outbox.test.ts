import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildMessage, type MailMessage } from '../../src/mail/message.ts'
import { createOutbox } from '../../src/mail/outbox.ts'
import { classify } from '../../src/mail/smtp-error.ts'
import { LINKS } from '../support/digests.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-outbox-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('the outbox', () => {
  it('holds each message as a mail file and its HTML, named by the Message-ID', async () => {
    const outbox = createOutbox(join(folder, 'not', 'yet', 'there'))
    const receipt = await outbox.send(message('digest.2026-05-11.00@example.org'))
    const path = join(folder, 'not', 'yet', 'there', 'digest.2026-05-11.00@example.org')
    expect(receipt).toEqual({ where: `${path}.eml`, response: `written to ${path}.eml, not sent` })
    expect(await readFile(`${path}.eml`, 'utf8')).toContain(
      'From: Paperboy <digest@example.org>\r\nTo: alice@example.org\r\n',
    )
    expect(await readFile(`${path}.html`, 'utf8')).toBe('<p>论文</p>')
    expect(await readdir(join(folder, 'not', 'yet', 'there'))).toHaveLength(2)
  })

  it('never says that anything was sent', () => {
    expect(createOutbox('/somewhere').describe()).toBe('outbox folder /somewhere, nothing leaves this machine')
  })

  it('replaces a message that is written again', async () => {
    const outbox = createOutbox(folder)
    await outbox.send(message('a@example.org'))
    await outbox.send({ ...message('a@example.org'), subject: 'Changed' })
    expect(await readFile(join(folder, 'a@example.org.eml'), 'utf8')).toContain('Subject: Changed')
    expect(await readdir(folder)).toHaveLength(2)
  })

  it('stays in its folder, whatever a Message-ID holds', async () => {
    for (const id of [
      '../../x@example.org',
      '..@example.org',
      '/etc/passwd@example.org',
      `${'x'.repeat(400)}@example.org`,
    ])
      await createOutbox(folder).send(message(id))
    const files = await readdir(folder)
    expect(files).toHaveLength(8)
    for (const file of files) expect(file).toMatch(/^[\w@-][\w.@-]*\.(eml|html)$/)
  })

  it('takes many messages at once', async () => {
    const outbox = createOutbox(folder)
    await Promise.all(Array.from({ length: 40 }, (_, i) => outbox.send(message(`${i}@example.org`))))
    await outbox.close()
    expect(await readdir(folder)).toHaveLength(80)
  })

  it('says what is wrong where it can not be written, and leaves nothing half-done', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(createOutbox(join(folder, 'file', 'outbox')).send(message('a@example.org'))).rejects.toSatisfy(
      (error) => classify(error).outcome === 'fatal' && /outbox can't be written/.test(classify(error).reason),
    )
    await mkdir(join(folder, 'b@example.org.eml'))
    await expect(createOutbox(folder).send(message('b@example.org'))).rejects.toThrow(/not sent/)
    expect((await readdir(folder)).filter((file) => file.endsWith('.part'))).toEqual([])
  })

  it.skipIf(process.getuid?.() === 0)('says so where it may not write', async () => {
    await chmod(folder, 0o500)
    await expect(createOutbox(folder).send(message('a@example.org'))).rejects.toSatisfy(
      (error) => classify(error).outcome === 'fatal',
    )
  })
})

function message(messageId: string): MailMessage {
  return {
    ...buildMessage({
      from: { name: 'Paperboy', address: 'digest@example.org' },
      to: 'alice@example.org',
      subject: 'Papers',
      text: '论文',
      html: '<p>论文</p>',
      language: 'zh',
      edition: '2026-05-11',
      date: new Date('2026-05-11T05:00:00Z'),
      messageId: 'checked@example.org',
      publicUrl: 'https://example.org',
      unsubscribeUrl: LINKS.unsubscribe,
    }),
    messageId,
  }
}
