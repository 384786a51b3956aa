import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Step = (res: ServerResponse, req: IncomingMessage) => void

interface SeenRequest {
  /** ms, of a clock that only rises. */
  at: number
  path: string
  headers: IncomingHttpHeaders
}

export interface ScriptedServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  origin: string
  seen: SeenRequest[]
  /** Connections accepted so far. */
  connections: number
  /** The most requests that were under way at the same time. */
  most: number
  openSockets(): Promise<number>
  close(): Promise<void>
}

/** Answers the n-th request by the n-th step, and all further ones by the last. */
export async function scriptedServer(...script: Step[]): Promise<ScriptedServer> {
  let underWay = 0
  const server = createServer((req, res) => {
    const step = script[Math.min(scripted.seen.length, script.length - 1)]
    scripted.seen.push({ at: performance.now(), path: req.url ?? '', headers: req.headers })
    underWay += 1
    scripted.most = Math.max(scripted.most, underWay)
    res.on('close', () => {
      underWay -= 1
    })
    res.on('error', () => {})
    step?.(res, req)
  })
  server.on('connection', () => {
    scripted.connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const scripted: ScriptedServer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    connections: 0,
    most: 0,
    openSockets: () =>
      new Promise((resolve, reject) => server.getConnections((error, n) => (error ? reject(error) : resolve(n)))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return scripted
}

export const answer =
  (body: string | Buffer, headers: Record<string, string> = {}): Step =>
  (res) => {
    res.writeHead(200, headers).end(body)
  }

export const refuse =
  (status: number, headers: Record<string, string> = {}): Step =>
  (res) => {
    res.writeHead(status, headers).end(`${status}\n`)
  }
