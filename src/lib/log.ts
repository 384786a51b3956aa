import { type DestinationStream, type Logger, pino } from 'pino'
import { maskAddresses } from './address.ts'

export type Log = Logger

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * JSON lines on stderr, so that stdout stays the commands' own. Addresses and links of readers are never logged; where a
 * mail server's answer quotes an address, it is masked.
 */
export function createLog(
  level: LogLevel,
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Log {
  const hooks = { streamWrite: maskAddresses }
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks }, destination)
}
