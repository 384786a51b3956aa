import { parseEditionDate } from '../domain/edition.ts'
import { AppError } from '../domain/errors.ts'
import type { Balance } from '../domain/ledger.ts'
import type { Log } from '../lib/log.ts'
import type { Store } from '../store/store.ts'

/** Editions whose books are looked at after each delivery. */
const OPEN_EDITIONS = 3
/** Editions that are told of where none is named. */
const TOLD_EDITIONS = 10

/** @throws AppError `not_found`, `invalid` */
export async function readBooks({ balances }: Pick<Store, 'balances'>, edition?: string): Promise<Balance[]> {
  const date = edition === undefined ? null : parseEditionDate(edition)
  const found = await balances.balances(date, TOLD_EDITIONS)
  if (date !== null && found.length === 0) throw new AppError('not_found', `there is no edition ${date}`)
  return found
}

/** What does not balance is a defect or somebody's hand in the database: the operator is told. */
export async function auditBooks({ balances }: Pick<Store, 'balances'>, log: Log): Promise<void> {
  for (const { edition, differences, ...counts } of await balances.balances(null, OPEN_EDITIONS))
    if (differences.length > 0)
      log.error({ alarm: 'ledger', edition, differences, ...counts }, 'the ledger does not balance')
}
