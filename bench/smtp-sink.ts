/** A relay that takes everything and keeps nothing, for where Postfix's smtp-sink is not installed: smtp-sink.ts PORT */
import { createServer } from 'node:net'

const END = Buffer.from('\r\n.\r\n')
const REPLIES: Record<string, string> = {
  EHLO: '250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n',
  DATA: '354 go ahead\r\n',
  QUIT: '221 bye\r\n',
}

createServer((socket) => {
  let buffer = Buffer.alloc(0)
  let inData = false
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk])
    for (;;) {
      const end = buffer.indexOf(inData ? END : '\r\n')
      if (end < 0) {
        // Only the end may still complete a final dot.
        if (inData) buffer = buffer.subarray(-END.length)
        return
      }
      const verb = inData ? '' : buffer.toString('latin1', 0, 4).toUpperCase()
      buffer = buffer.subarray(end + (inData ? END.length : 2))
      inData = verb === 'DATA'
      socket.write(REPLIES[verb] ?? '250 ok\r\n')
      if (verb === 'QUIT') socket.end()
    }
  })
  socket.write('220 sink\r\n')
}).listen(Number(process.argv[2]), '127.0.0.1')
