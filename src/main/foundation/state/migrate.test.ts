import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'

test('versions count from 1 without a gap', () => {
  expect(migrations.map((each) => each.version)).toEqual(migrations.map((_, index) => index + 1))
})

test('a step that fails leaves the version and the schema of the step before', () => {
  const database = new Database(':memory:')
  const good = { version: 1, name: 'good', sql: 'CREATE TABLE a (x TEXT)' }
  const bad = { version: 2, name: 'bad', sql: 'CREATE TABLE b (x TEXT); CREATE TABLE a (x TEXT)' }
  expect(() => migrate(database, [good, bad])).toThrow('already exists')
  expect(database.pragma('user_version', { simple: true })).toBe(1)
  expect(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()).toEqual(['a'])
  migrate(database, [good, { version: 2, name: 'mended', sql: 'CREATE TABLE b (x TEXT)' }])
  expect(database.pragma('user_version', { simple: true })).toBe(2)
})

test('steps already taken are not taken again', () => {
  const database = new Database(':memory:')
  migrate(database)
  migrate(database)
  expect(database.pragma('user_version', { simple: true })).toBe(migrations.length)
})
