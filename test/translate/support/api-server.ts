import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

interface SeenRequest {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

interface ApiAnswer {
  status?: number
  headers?: Record<string, string>
  /** Sent as JSON where it is no string. */
  body?: unknown
}

/** An answer, or what goes wrong: no answer at all, half of one, a connection that ends. */
export type Step = ApiAnswer | 'hang' | 'stall' | 'reset'

export interface ApiServer {
  origin: string
  seen: SeenRequest[]
  close(): Promise<void>
}

/** Answers the n-th request by the n-th step, and all further ones by the last. */
export async function apiServer(...script: Step[]): Promise<ApiServer> {
  const seen: SeenRequest[] = []
  const server = createServer(async (request, response) => {
    const step = script[Math.min(seen.length, script.length - 1)] ?? 'hang'
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
    if (step === 'reset') request.socket.destroy()
    else if (step === 'stall') response.writeHead(200, { 'content-type': 'application/json' }).write('{"trans')
    else if (step !== 'hang') {
      const text = typeof step.body === 'string' ? step.body : JSON.stringify(step.body ?? {})
      response.writeHead(step.status ?? 200, { 'content-type': 'application/json', ...step.headers }).end(text)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
