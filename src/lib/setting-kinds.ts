import { z } from 'zod'
import { AppError } from '../domain/errors.ts'
import { isArchive, isCategory } from '../domain/taxonomy.ts'
import { parseAddress } from './address.ts'
import { parseRelayUrl } from './relay-url.ts'

/** Kinds of settings: what a variable's text may be. An error's message ends the sentence "it must be …". */

interface Sender {
  name: string
  address: string
}

export const url = (protocols: string[], example: string) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}, e.g. ${example}`,
  })

export const relay = z.string().superRefine((text, context) => {
  try {
    parseRelayUrl(text)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    context.addIssue({ code: 'custom', message: `one that can be read, and this is ${error.message}` })
  }
})

export const webUrl = (example: string) => url(['http:', 'https:'], example)

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max, {
      error: `a whole number from ${min} to ${max.toLocaleString('en-US')}`,
    })
    .transform(Number)

export const address = z.string().refine(isAddress, { error: 'an email address, e.g. operator@example.org' })

export const sender = z
  .string()
  .refine((text) => splitSender(text) !== null, {
    error: 'an email address, or a name with one: Paperboy <digest@example.org>',
  })
  .transform((text) => splitSender(text) ?? { name: '', address: text })

export const categories = z
  .string()
  .transform((text) => [...new Set(text.split(/[\s,]+/).filter(Boolean))])
  .superRefine((codes, context) => {
    const unknown = codes.filter((code) => !isCategory(code) && !isArchive(code))
    const wanted = 'codes of https://arxiv.org/category_taxonomy separated by blanks, e.g. cs.AI stat.ML'
    if (codes.length === 0) context.addIssue({ code: 'custom', message: wanted })
    if (unknown.length > 0) context.addIssue({ code: 'custom', message: `${wanted}; not there: ${unknown.join(', ')}` })
  })

export const secrets = z
  .string()
  .refine(
    (text) =>
      text
        .trim()
        .split(/\s+/)
        .every((secret) => secret.length >= 32),
    {
      error: 'at least 32 characters, e.g. from: openssl rand -base64 32; older ones may follow after a blank',
    },
  )
  .transform((text) => text.trim().split(/\s+/) as [string, ...string[]])

function isAddress(text: string): boolean {
  try {
    return parseAddress(text) !== ''
  } catch {
    return false
  }
}

function splitSender(text: string): Sender | null {
  const named = /^([^<>\p{Cc}]*)<([^<>]+)>$/u.exec(text.trim())
  const [name, mailbox] = named ? [named[1] ?? '', named[2] ?? ''] : ['Paperboy', text]
  if (!isAddress(mailbox)) return null
  return { name: name.replaceAll('"', '').trim(), address: parseAddress(mailbox) }
}
