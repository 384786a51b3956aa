import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pseudoSpanish } from './fake-provider.ts'

/** How it answers; `well` is something like the language that was asked for. */
export type Mood = 'well' | 'down' | 'slow' | 'limited' | 'garbage' | 'html' | 'quota' | 'wrong key' | 'nonsense'

export interface ChatServer {
  /** As OPENAI_BASE_URL takes it. */
  baseUrl: string
  mood: Mood
  /** Every text that was asked for with its title first: `Spanish: Robots that fold paper`. */
  asked: string[]
  close(): Promise<void>
}

/** A language model behind OpenAI's chat completions, on a port of its own. */
export async function chatServer(): Promise<ChatServer> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { messages } = JSON.parse(body) as { messages: { content: string }[] }
    const { texts } = JSON.parse(messages[1]?.content ?? '') as { texts: string[] }
    const language = / into (\w+),/.exec(messages[0]?.content ?? '')?.[1]
    self.asked.push(`${language}: ${texts[0]}`)
    answer(response, self.mood, texts)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const self: ChatServer = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    mood: 'well',
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return self
}

function answer(response: ServerResponse, mood: Mood, texts: readonly string[]): unknown {
  const say = (status: number, document: object | string) => {
    const isText = typeof document === 'string'
    response
      .writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json' })
      .end(isText ? document : JSON.stringify(document))
  }
  const chat = (translations: readonly string[]) =>
    say(200, { choices: [{ message: { content: JSON.stringify({ translations }) }, finish_reason: 'stop' }] })
  switch (mood) {
    case 'well':
      return chat(texts.map(pseudoSpanish))
    case 'nonsense':
      return chat(texts.map((text) => `${pseudoSpanish(text)} $z$`))
    case 'slow':
      return null
    case 'down':
      return response.socket?.destroy()
    case 'limited':
      return say(429, { error: { message: 'Rate limit reached' } })
    case 'quota':
      return say(429, { error: { code: 'insufficient_quota', message: 'You exceeded your current quota' } })
    case 'wrong key':
      return say(401, { error: { message: 'Incorrect API key provided' } })
    case 'html':
      return say(200, '<!doctype html><title>Welcome to the hotel</title>')
    case 'garbage':
      return chat(['only one'])
  }
}
