import type { Context } from 'hono'
import { AppError } from '../domain/errors.ts'
import { dictionary } from '../lib/i18n.ts'
import { readerLanguage } from './language.ts'

/**
 * The fields of a form.
 * @throws AppError `invalid` where the body is cut off, or no form at all
 */
export async function readBody(context: Context): Promise<Record<string, unknown>> {
  return context.req.parseBody().catch((cause: unknown) => {
    throw new AppError('invalid', dictionary(readerLanguage(context)).page.unreadableForm, { cause })
  })
}
