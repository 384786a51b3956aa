import { createSocket } from 'node:dgram'
import { once } from 'node:events'

type Type = 'A' | 'AAAA' | 'TXT' | 'MX' | 'PTR'

export interface TestDns {
  /** For `setServers`. */
  server: string
  /** `TXT example.org` and its like to values; may be changed while it runs. An unknown name does not exist. */
  records: Map<string, string[]>
  close(): Promise<void>
}

const TYPES: Record<number, Type> = { 1: 'A', 28: 'AAAA', 16: 'TXT', 15: 'MX', 12: 'PTR' }

/** A scripted name server on a free UDP port: RFC 1035 as far as one question and its answers go. */
export async function startDns(records: Record<string, string[]> = {}): Promise<TestDns> {
  const socket = createSocket('udp4')
  const dns: TestDns = {
    server: '',
    records: new Map(Object.entries(records)),
    close: async () => {
      socket.close()
      await once(socket, 'close')
    },
  }
  socket.on('message', (query, { address, port }) => socket.send(answer(query, dns.records), port, address))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  dns.server = `127.0.0.1:${socket.address().port}`
  return dns
}

function answer(query: Buffer, records: ReadonlyMap<string, string[]>): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  const type = TYPES[query.readUInt16BE(at + 1)]
  const name = labels.join('.').toLowerCase()
  const values = records.get(`${type} ${name}`) ?? []
  const isKnown = [...records.keys()].some((key) => key.endsWith(` ${name}`))
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  // A response, recursion available; NXDOMAIN for a name that has no records at all.
  header.writeUInt16BE(0x8180 | (isKnown ? 0 : 3), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(values.length, 6)
  const answers = values.map((value) => {
    const data = type ? dataOf(type, value) : Buffer.alloc(0)
    const fields = Buffer.alloc(12)
    fields.writeUInt16BE(0xc00c, 0)
    query.copy(fields, 2, at + 1, at + 5)
    fields.writeUInt32BE(60, 6)
    fields.writeUInt16BE(data.length, 10)
    return Buffer.concat([fields, data])
  })
  return Buffer.concat([header, query.subarray(12, at + 5), ...answers])
}

function dataOf(type: Type, value: string): Buffer {
  if (type === 'A') return Buffer.from(value.split('.').map(Number))
  if (type === 'AAAA') return addressBytes(value)
  if (type === 'MX') return Buffer.concat([Buffer.from([0, 10]), nameBytes(value)])
  if (type === 'PTR') return nameBytes(value)
  const parts = value.match(/.{1,255}/gs) ?? ['']
  return Buffer.concat(parts.flatMap((part) => [Buffer.from([part.length]), Buffer.from(part, 'latin1')]))
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, 'latin1')])
  return Buffer.concat([...labels, Buffer.from([0])])
}

/** Of an address with eight groups, or with `::` once. */
function addressBytes(address: string): Buffer {
  const [head = '', tail = ''] = address.split('::')
  const groups = (text: string) => text.split(':').filter(Boolean)
  const missing = 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail)]
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex')
}
