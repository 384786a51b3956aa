/** A process that asks arXiv: node --import tsx asker.ts DATABASE_URL INTERVAL_MS URL… prints how many answers came. */
import { createArxivClient } from '../../../src/arxiv/client.ts'
import { createLog } from '../../../src/lib/log.ts'
import { createArxivPaceStore } from '../../../src/store/arxiv-pace.ts'
import { openDatabase } from '../../../src/store/database.ts'

const [url = '', interval = '', ...addresses] = process.argv.slice(2)
const log = createLog('silent')
const database = await openDatabase({ url, log })
const limiter = createArxivPaceStore(database.prisma).limiter(Number(interval))
const client = createArxivClient({ userAgent: `Paperboy/0 (process ${process.pid})`, limiter, log })
const answers = await Promise.all(addresses.map((address) => client.get(address)))
process.stdout.write(`${answers.filter(({ status }) => status === 'ok').length}\n`)
await client.close()
await database.close()
