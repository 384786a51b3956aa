import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Reads only what was added since it was asked last: the count is wanted many times a second. */
export function lineCounter(file: string): { count(): number } {
  let [lines, offset] = [0, 0]
  return {
    count: () => {
      const { size } = statSync(file)
      if (size === offset) return lines
      const added = Buffer.alloc(size - offset)
      const handle = openSync(file, 'r')
      readSync(handle, added, 0, added.length, offset)
      closeSync(handle)
      lines += added.filter((byte) => byte === 10).length
      offset = size
      return lines
    },
  }
}

/** What the relay took. A line without its end is of a mail that it had not answered for. */
export function relayMails(file: string): { to: string; messageId: string }[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line))
}

/** A file is a mail once it is whole. */
export function outboxMails(folder: string): { to: string; messageId: string }[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((name) => name.endsWith('.eml'))
  return files.map((name) => {
    const source = readFileSync(join(folder, name), 'utf8')
    return {
      to: /^To:.*?([\w.+-]+@[\w.-]+)/im.exec(source)?.[1] ?? '',
      messageId: /^Message-ID:\s*<(.+)>/im.exec(source)?.[1] ?? '',
    }
  })
}
