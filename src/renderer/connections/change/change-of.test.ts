import { expect, test } from 'vitest'
import type { Connection } from '#contract/connections.ts'
import { changeOf, editFault, editOf, passwordChoices } from './change-of.ts'

const school: Connection = {
  name: 'school' as Connection['name'],
  engine: 'postgres',
  environment: 'staging',
  address: 'db.example:5432',
  host: 'db.example',
  port: 5432,
  user: 'clerk',
  database: 'lms',
  url: 'postgresql://clerk@db.example:5432/lms',
  readWrite: false,
  external: true,
  tls: { mode: 'verify-ca', ca: '/etc/ca.pem', cert: null, key: null, pin: null },
  ssh: 'support@bastion.example',
  passwordFrom: 'vault',
  passwordIn: 'keychain',
  passwordCommand: null,
  passwordChangedAt: '2026-01-01T00:00:00.000Z',
  passwordRotationDays: 90,
  pool: { size: 2, overflow: 1, prePing: true, recycleSeconds: 60, connectTimeoutMs: 5000 },
  createdAt: '2026-01-01T00:00:00.000Z',
}

test('a form that nobody touched names nothing', () => {
  expect(changeOf(school, editOf(school), '')).toEqual({ tls: {}, pool: {} })
  expect(editFault(editOf(school), '')).toBeNull()
})

test('what was emptied is taken away, what was typed is named, and nothing else', () => {
  const form = editOf(school)
  const { settings } = form
  const edited = { ...form, settings: { ...settings, ssh: ' ', ca: '', cert: '/c.pem', place: { ...settings.place, port: '5433' } } }
  expect(changeOf(school, edited, '')).toEqual({ port: 5433, ssh: null, tls: { ca: null, cert: '/c.pem' }, pool: {} })
})

test('a password that was typed goes only where another one is to be stored', () => {
  const form = editOf(school)
  expect(changeOf(school, form, 'typed')).not.toHaveProperty('password')
  expect(changeOf(school, { ...form, password: 'vault' }, 'typed')).toHaveProperty('password', 'typed')
  expect(editFault({ ...form, password: 'vault' }, '')).toBe('The new password is missing.')
  expect(changeOf(school, { ...form, password: 'command', command: 'pass\nthe lms\n' }, '')).toHaveProperty('passwordCommand', [
    'pass',
    'the lms',
  ])
})

test('what no session could be opened with is told before it is sent', () => {
  const form = editOf(school)
  expect(editFault({ ...form, pool: { ...form.pool, size: '0' } }, '')).toBe('Sessions kept: a whole number from 1 to 100.')
  const place = { ...form.settings.place, port: '70000' }
  expect(editFault({ ...form, settings: { ...form.settings, place } }, '')).toBe('A port is a number from 1 to 65535.')
})

test('a file is changed by its path alone', () => {
  const file: Connection = {
    ...school,
    engine: 'sqlite',
    host: null,
    port: null,
    user: null,
    database: '/a.db',
    address: '/a.db',
    ssh: null,
  }
  const form = editOf(file)
  const edited = { ...form, settings: { ...form.settings, place: { ...form.settings.place, path: '/b.db' } } }
  expect(changeOf(file, edited, '')).toEqual({ database: '/b.db', pool: {} })
})

test('the choice that changes nothing says where the password is from', () => {
  expect(passwordChoices(school).map(({ value }) => value)).toEqual(['keep', 'vault', 'ask', 'command', 'none'])
  expect(passwordChoices({ ...school, passwordIn: null })[0]?.label).toBe('None, as now')
})
