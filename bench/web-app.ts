/**
 * The real app in a process of its own, so that it does not share an event loop with those who ask. Forked by web.ts:
 * tells its URL, answers every message with the memory it has taken, and ends when the parent lets go.
 */
import { build } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { peakMb } from './peak.ts'

const app = await build(readConfig(process.env), { durable: false })
const { url } = await app.web.listen()
process.send?.({ url })
process.on('message', () => process.send?.({ peakMb: peakMb() }))
process.once('disconnect', () => void app.close())
