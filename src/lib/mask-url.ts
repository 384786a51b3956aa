/** Passwords in URLs are nobody's business, wherever they stand. */
export function maskUrl(text: string): string {
  if (!text.includes('://')) return text
  if (!URL.canParse(text)) return `${text.slice(0, text.indexOf('://'))}://********`
  const parsed = new URL(text)
  const secrets = [parsed.password, parsed.searchParams.get('password')].filter(Boolean)
  if (secrets.length === 0) return text
  if (parsed.password) parsed.password = '********'
  if (parsed.searchParams.has('password')) parsed.searchParams.set('password', '********')
  return parsed.href
}
