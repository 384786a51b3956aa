import { type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** What came back: all that a stranger can see of it. */
export interface Answer {
  status: number
  /** `Name: value`, as sent and in that order, without Date. */
  headers: string[]
  body: string
}

interface Request {
  method?: string
  headers?: Record<string, string>
  body?: string | Buffer
}

type Form = Record<string, string>

/** Settings of a Paperboy behind one proxy, whose links a test can forge. */
export const SECRET = 'a-secret-of-more-than-thirty-two-characters'
export const GUARDED = { PAPERBOY_SECRET: SECRET, TRUST_PROXY: '1' }

/** The form of `/` is to be open for two seconds at least. */
const FILL_MS = 2_100
const WISHES = {
  keywords: 'robot kitchens',
  language: 'en',
  timeZone: 'UTC',
  hour: '7',
  website: '',
  action: 'subscribe',
}

/** A request just as given: nothing tidies its path up, follows a redirect, or adds more than Host and Connection. */
export function send(
  site: string,
  path: string,
  { method = 'GET', headers = {}, body }: Request = {},
): Promise<Answer> {
  const { hostname, port } = new URL(site)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false })
    sent.on('response', (response) => read(response).then(resolve, reject))
    sent.on('error', reject)
    sent.end(body)
  })
}

/** A form as a program sends it that is no browser. */
export function post(site: string, path: string, fields: Form = {}, headers: Form = {}): Promise<Answer> {
  return send(site, path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  })
}

/** The form of `/`, to be filled in with an address; good for every Paperboy with the same secret. */
export async function openSignUp(site: string, { waits = true } = {}): Promise<(email: string) => Form> {
  const { body } = await send(site, '/')
  const stamp = /name="stamp" value="([^"]+)"/.exec(body)?.[1]
  if (!stamp) throw new Error('the form has no stamp')
  if (waits) await sleep(FILL_MS)
  return (email) => ({ ...WISHES, email, stamp })
}

/** What our own proxy says of a client. @param number 0 to 65,535, each a network of its own */
export function fromNetwork(number: number): { 'x-forwarded-for': string } {
  return { 'x-forwarded-for': `10.${number >> 8}.${number & 255}.7` }
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const lines = response.rawHeaders.flatMap((text, index, all) => (index % 2 ? [`${all[index - 1]}: ${text}`] : []))
  return {
    status: response.statusCode ?? 0,
    headers: lines.filter((line) => !/^date:/i.test(line)),
    body: Buffer.concat(chunks).toString(),
  }
}
