import { isIP } from 'node:net'

/** Name servers to ask, e.g. `192.0.2.53` or `192.0.2.53:5353`; null: the system's. What is wrong is added to `problems`. */
export function readDnsServers(
  { DNS_SERVERS: text }: Readonly<Record<string, string | undefined>>,
  problems: string[],
): string[] | null {
  if (text === undefined) return null
  const servers = text.split(/[\s,]+/).filter(Boolean)
  if (servers.length > 0 && servers.every(isServer)) return servers
  problems.push(
    `DNS_SERVERS is "${text}": it must be IP addresses separated by blanks, with a port where it is not 53, e.g. 192.0.2.53 [2001:db8::53]:5353`,
  )
  return null
}

function isServer(text: string): boolean {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([^:]+|[^[\]]*:[^[\]]*:[^[\]]*))(?::(\d{1,5}))?$/.exec(text) ?? []
  return isIP(bracketed ?? plain ?? '') !== 0
}
