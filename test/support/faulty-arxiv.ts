import { request as ask, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type SourceName = 'rss' | 'oai' | 'api'

export interface FaultyArxiv {
  url: string
  /** The replay's fault for each source; none where it is not named. */
  faults: Partial<Record<SourceName, string>>
  close(): Promise<void>
}

/** Stands before a replay, and has it strike with a fault for some of its sources alone. */
export async function faultyArxiv(replay: string): Promise<FaultyArxiv> {
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/'
    const source: SourceName = path.startsWith('/oai') ? 'oai' : path.startsWith('/api') ? 'api' : 'rss'
    const fault = path.startsWith('/_control') ? undefined : arxiv.faults[source]
    const forward = () => {
      const onward = ask(`${replay}${path}`, { headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
        answer.on('error', () => outgoing.destroy())
        answer.on('aborted', () => outgoing.destroy())
      })
      onward.on('error', () => outgoing.destroy())
      outgoing.on('close', () => onward.destroy())
      onward.end()
    }
    if (fault === undefined) forward()
    // Asked for one request: the next is this one, since clients ask one at a time.
    else fetch(`${replay}/_control?fault=${fault}:1`).then(forward, () => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const arxiv: FaultyArxiv = {
    url: `http://127.0.0.1:${port}`,
    faults: {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return arxiv
}
