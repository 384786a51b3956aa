import { createHash } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { AppError, shown } from '../domain/errors.ts'

const ASCII_ADDRESS = z.email()
/** RFC 5321 4.5.3.1: 64 octets of local part, 255 of domain, 254 in all (erratum 1690). */
const MAX_ADDRESS = 254
const MAX_LOCAL_PART = 64
/** `domainToASCII` reads its text as a URL's host: it drops line breaks, decodes `%61`, and stops at a slash. */
const NOT_IN_DOMAIN = /[\p{Cc}%/\\?#]/u

/**
 * An email address as mail servers take it: the local part as written, the domain in lower-case ASCII (IDNA).
 * @throws AppError `invalid`
 */
export function parseAddress(text: string): string {
  const trimmed = text.trim()
  const at = trimmed.lastIndexOf('@')
  const local = trimmed.slice(0, at)
  const written = trimmed.slice(at + 1)
  const domain = NOT_IN_DOMAIN.test(written) ? '' : domainToASCII(written)
  const address = `${local}@${domain}`
  const fits = address.length <= MAX_ADDRESS && local.length <= MAX_LOCAL_PART
  if (at < 1 || domain === '' || !fits || !ASCII_ADDRESS.safeParse(address).success)
    throw new AppError('invalid', `"${shown(trimmed)}" is not an email address: write it like name@example.org`)
  return address
}

/** A number of 64 bits for an address, the same however its letters are cased: the beginning of its SHA-256. */
export function addressNumber(address: string): bigint {
  return createHash('sha256').update(address.toLowerCase()).digest().readBigUInt64BE()
}

/** A text with every email address in it replaced, for logs. */
export function maskAddresses(text: string): string {
  return text.replace(/[^\s<>"():,;=\\]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*/gu, '(address)')
}
