import { createHash } from 'node:crypto'
import { type Preferences, preferencesOf } from '../domain/subscriber.ts'

/** 16 hexadecimal digits: enough to notice that settings are no longer those that a form was made from. */
export function settingsFingerprint(settings: Preferences): string {
  return createHash('sha256')
    .update(JSON.stringify(preferencesOf(settings)))
    .digest('hex')
    .slice(0, 16)
}
