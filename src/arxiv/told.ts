import { AppError } from '../domain/errors.ts'

/** Adds to an error of reading which URL the document came from. */
export function told<T>(url: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new AppError(error.code, `${url}: ${error.message}`, { cause: error })
  }
}

export function unavailable(url: string, what: string): AppError {
  return new AppError('unavailable', `${url}: ${what}`)
}
