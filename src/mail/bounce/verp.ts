/**
 * One return path for each digest ("variable envelope return paths"): whatever else a bounce leaves out, the address that
 * it came to says which digest it is about. `bounces@example.org` becomes `bounces+<token>@example.org`, as mail servers
 * with a recipient delimiter understand it (RFC 5233).
 */
export function returnPath(bounceAddress: string, token: string): string {
  const at = bounceAddress.lastIndexOf('@')
  return `${bounceAddress.slice(0, at)}+${token}${bounceAddress.slice(at)}`
}

/** The tokens of all return paths in a text, in their order, each once; some servers change letters' case. */
export function tokensIn(text: string, bounceAddress: string): string[] {
  const at = bounceAddress.lastIndexOf('@')
  const [local, domain] = [bounceAddress.slice(0, at), bounceAddress.slice(at + 1)].map(escaped)
  const pattern = new RegExp(String.raw`(?<![\w.+-])${local}\+([0-9a-z]{21,33})@${domain}(?![\w-]|\.\w)`, 'gi')
  return [...new Set([...text.matchAll(pattern)].map(([, token = '']) => token.toLowerCase()))]
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
