import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createTransport } from 'nodemailer'
import { parseRelayUrl } from '../src/lib/relay-url.ts'
import { buildMessage, type MailMessage } from '../src/mail/message.ts'
import { createSmtpTransport } from '../src/mail/smtp.ts'
import { openConnection, TIMEOUTS } from '../src/mail/smtp-connection.ts'
import { createSmtpPool } from '../src/mail/smtp-pool.ts'
import { createSource } from '../src/mail/smtp-source.ts'
import type { Row } from './measure.ts'

const CONNECTIONS = 10
const MESSAGES = 1_000
/** Those who are compared take turns, so that what else the machine does falls on all alike. */
const ROUNDS = 5
/** As a digest of 30 papers has it. */
const BYTES = 60_000
const SINK = '/usr/sbin/smtp-sink'
const SOURCE = '/usr/sbin/smtp-source'
const PEERS = {
  raw: 'nodemailer pooled, message ready-made',
  sendMail: 'nodemailer pooled sendMail',
  source: 'Postfix’s smtp-source (limit)',
}

/** Handing mails over: our pool beside nodemailer's, and beside what Postfix's own source can do. */
export async function benchSmtp(): Promise<Row[]> {
  const port = await freePort()
  const sink = startSink(port)
  try {
    await answering(port)
    const message = digestMail()
    const source = await createSource(null)(message)
    const peers = nodemailerPool(port)
    const rates = await measured([
      poolOf(port, message, source),
      peers(({ envelope }) => ({ envelope, raw: source }), message),
      transportOf(port, message),
      peers((made) => made, message),
      ...(existsSync(SOURCE) ? [postfixSource(port)] : []),
    ])
    const [ready = 0, readyPeer = 0, whole = 0, wholePeer = 0, postfix] = rates
    const what = `hand over mails of ${Math.round(source.length / 1_000)} KB, ${CONNECTIONS} connections`
    return [
      row(`${what}, ready-made`, ready, PEERS.raw, readyPeer),
      row(`${what}, MIME made for each`, whole, PEERS.sendMail, wholePeer),
      ...(postfix === undefined ? [] : [row(`${what}, ready-made`, ready, PEERS.source, postfix)]),
    ]
  } finally {
    sink.kill()
  }
}

function row(what: string, ours: number, beside: string, peer: number): Row {
  const perSecond = (value: number) => `${Math.round(value).toLocaleString('en-US')}/s`
  return { what, ours: perSecond(ours), beside, value: perSecond(peer), ratio: ours / peer }
}

interface Sender {
  /** Hands over so many mails, as many at once as there are connections. */
  send(count: number): Promise<unknown>
  close(): Promise<void>
}

/** The median of messages per second of each, after some that do not count. */
async function measured(senders: readonly Sender[]): Promise<number[]> {
  const rates = senders.map((): number[] => [])
  for (const { send } of senders) await send(MESSAGES / 5)
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, { send }] of senders.entries()) {
      const start = performance.now()
      await send(MESSAGES)
      rates[i]?.push(MESSAGES / ((performance.now() - start) / 1_000))
    }
  for (const { close } of senders) await close()
  return rates.map((all) => all.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN)
}

async function inLanes(count: number, send: () => Promise<unknown>): Promise<void> {
  let left = count
  const lane = async () => {
    while (left-- > 0) await send()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, lane))
}

function poolOf(port: number, { envelope }: MailMessage, source: Buffer): Sender {
  const relay = parseRelayUrl(`smtp://127.0.0.1:${port}`)
  const open = () => openConnection({ relay, tls: 'prefer', timeouts: TIMEOUTS })
  const pool = createSmtpPool({
    open,
    maxConnections: CONNECTIONS,
    maxMessages: 100_000,
    idle: 10_000,
    lastPatience: 3_000,
  })
  return {
    send: (count) => inLanes(count, () => pool.send(async () => ({ ...envelope, source }))),
    close: () => pool.close(),
  }
}

function transportOf(port: number, message: MailMessage): Sender {
  const url = `smtp://127.0.0.1:${port}`
  const transport = createSmtpTransport({ url, maxConnections: CONNECTIONS, maxMessages: 100_000 })
  return { send: (count) => inLanes(count, () => transport.send(message)), close: () => transport.close() }
}

function nodemailerPool(port: number) {
  return (of: (message: MailMessage) => object, message: MailMessage): Sender => {
    const transport = createTransport({
      pool: true,
      host: '127.0.0.1',
      port,
      ignoreTLS: true,
      maxConnections: CONNECTIONS,
      maxMessages: Number.POSITIVE_INFINITY,
    })
    return {
      send: (count) => inLanes(count, () => transport.sendMail(of(message))),
      close: async () => transport.close(),
    }
  }
}

function postfixSource(port: number): Sender {
  const options = ['-s', CONNECTIONS, '-l', BYTES, '-d', '-f', 'a@example.org', '-t', 'b@example.org'].map(String)
  return {
    send: (count) => promisify(execFile)(SOURCE, [...options, '-m', String(count), `127.0.0.1:${port}`]),
    close: async () => {},
  }
}

/** In a process of its own: it shares no event loop with those who send. */
function startSink(port: number): ChildProcess {
  const asRoot = process.getuid?.() === 0
  if (existsSync(SINK)) return spawn(SINK, [...(asRoot ? ['-u', 'nobody'] : []), `127.0.0.1:${port}`, '1000'])
  const script = fileURLToPath(new URL('./smtp-sink.ts', import.meta.url))
  return spawn(process.execPath, ['--import', 'tsx', script, String(port)])
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function answering(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect(port, '127.0.0.1')
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (open) return
    await delay(100)
  }
  throw new Error('the SMTP sink does not answer')
}

function digestMail(): MailMessage {
  const line =
    '<p class="e"><a href="https://arxiv.org/abs/2605.07477">A title of some length</a> and words about it.</p>\n'
  const html = line.repeat(Math.ceil((BYTES * 0.74) / line.length))
  return buildMessage({
    from: { name: 'Paperboy', address: 'digest@example.org' },
    to: 'alice@example.org',
    subject: '12 papers on k-means, 11 May 2026',
    text: 'A line of plain words about a paper.\n'.repeat(Math.ceil((BYTES * 0.2) / 37)),
    html,
    language: 'en',
    edition: '2026-05-11',
    date: new Date('2026-05-11T05:00:00Z'),
    messageId: 'digest.2026-05-11.00@example.org',
    publicUrl: 'https://example.org',
    unsubscribeUrl: 'https://example.org/u/1',
  })
}
