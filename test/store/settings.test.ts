import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSettingsStore, type SettingsStore } from '../../src/store/settings.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
let settings: SettingsStore

beforeAll(async () => {
  database = await testDatabase()
  settings = createSettingsStore(database.prisma)
})
afterAll(() => database.drop())

it('lets the first value stand', async () => {
  expect(await settings.agreeOn('secret', 'first')).toBe('first')
  expect(await settings.agreeOn('secret', 'second')).toBe('first')
  expect(await settings.agreeOn('colour', 'second')).toBe('second')
})

it('makes all agree that come at the same moment', async () => {
  const values = Array.from({ length: 8 }, (_, i) => `value ${i}`)
  const standing = await Promise.all(values.map((value) => settings.agreeOn('race', value)))
  expect(new Set(standing).size).toBe(1)
  expect(values).toContain(standing[0])
})
