import { isIP } from 'node:net'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/**
 * The network that a request comes from: `203.0.113.0/24` or `2001:db8:1:2::/64`, as much as one household or office
 * has; `unknown` where it can't be told.
 * @param proxies how many of our own stand before us: each has added the address of its caller to X-Forwarded-For
 */
export function clientNetwork(context: Context, proxies: number): string {
  return networkOf(clientAddress(socketAddress(context), context.req.header('x-forwarded-for'), proxies))
}

/** What stands further left in the header than our own proxies wrote is the client's invention. */
function clientAddress(socket: string, forwarded: string | undefined, proxies: number): string {
  if (proxies === 0) return socket
  const chain = [...(forwarded ?? '').split(',').map(withoutPort).filter(Boolean), socket]
  return chain.at(-1 - proxies) ?? chain[0] ?? ''
}

function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
  if (isIP(mapped) === 4) return `${mapped.split('.').slice(0, 3).join('.')}.0/24`
  if (isIP(mapped) === 6) return `${firstGroups(mapped).join(':')}::/64`
  return 'unknown'
}

/** The first four of the eight groups of an IPv6 address. */
function firstGroups(address: string): string[] {
  const canonical = new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1)
  const [left = [], right = []] = canonical.split('::').map((half) => half.split(':').filter(Boolean))
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4)
}

function withoutPort(entry: string): string {
  const text = entry.trim()
  return /^\[([^\]]*)\]/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text
}

function socketAddress(context: Context): string {
  // Without a server, as in tests, there is no socket.
  if (!context.env?.incoming) return ''
  return getConnInfo(context).remote.address ?? ''
}
