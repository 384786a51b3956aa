import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../domain/errors.ts'

/**
 * The secret kept in `DATA_DIR/secret` (mode 0600), made at first use. Two processes that start at once get the same.
 * @throws AppError `config` where the folder can't be written or the file is damaged
 */
export function readOrMakeSecret(dataDir: string): string {
  const path = join(dataDir, 'secret')
  try {
    mkdirSync(dataDir, { recursive: true })
    return readSecret(path) ?? makeSecret(path)
  } catch (error) {
    if (error instanceof AppError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new AppError('config', `DATA_DIR ${dataDir} can't be used: ${why}. Give a folder that this user can write.`, {
      cause: error,
    })
  }
}

function readSecret(path: string): string | null {
  let secret: string
  try {
    secret = readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  if (secret.length < 32)
    throw new AppError(
      'config',
      `${path} is damaged: put the old secret back, or delete it (links in sent mails then die)`,
    )
  return secret
}

/** Written whole under another name, then linked: the first process wins, nobody reads half a secret. */
function makeSecret(path: string): string {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
  return readFileSync(path, 'utf8').trim()
}
