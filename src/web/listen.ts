import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { AppError } from '../domain/errors.ts'

/** How long requests in flight may take to end at shutdown. */
const GRACE_MS = 5_000

/**
 * @param port 0 for a free one
 * @throws AppError `config` where the port can't be had
 */
export async function listen(web: Hono, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const inHand = new Set<Promise<unknown>>()
  const server = createServer(
    getRequestListener((...request) => {
      const answer = Promise.resolve(web.fetch(...request)).finally(() => inHand.delete(answer))
      inHand.add(answer)
      return answer
    }),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : `can't be used (${error.message})`
      reject(
        new AppError('config', `port ${port} ${why}: set PORT to another, or stop what listens there`, {
          cause: error,
        }),
      )
    })
    server.listen(port, resolve)
  })
  const { port: actual } = server.address() as AddressInfo
  return {
    url: `http://localhost:${actual}`,
    close: async () => {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const impatient = setTimeout(() => server.closeAllConnections(), GRACE_MS)
      await ended
      clearTimeout(impatient)
      // A visitor who left does not end what was begun for them; it still needs the database.
      await Promise.allSettled(inHand)
    },
  }
}
