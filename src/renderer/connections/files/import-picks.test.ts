import { expect, it } from 'vitest'
import type { ImportEntry } from '#contract/connection-files.ts'
import { type Choice, firstChoice, notTakeable, pathsOf, picksOf } from './import-picks.ts'

const entry: ImportEntry = {
  id: 'a',
  format: 'env',
  file: '.env',
  place: '',
  name: 'lms',
  engine: 'postgres',
  address: 'db:5432',
  database: 'lms',
  user: 'me',
  environment: 'development',
  external: false,
  tls: { mode: null, ca: null, cert: null, key: null },
  passwordFound: true,
  state: 'new',
  storedPassword: null,
  missing: [],
  missingWith: null,
  assumptions: [],
  problem: null,
}
const taken = (more: Partial<Choice>) => (one: ImportEntry) => ({ ...firstChoice(one), taken: true, ...more })

it('reads pasted paths line by line, with or without quotes', () => {
  expect(pathsOf(' /etc/zulip/zulip.conf \r\n\n"/srv/my app/.env"')).toEqual(['/etc/zulip/zulip.conf', '/srv/my app/.env'])
})

it('takes what is new, and what was missing once it is given', () => {
  const incomplete: ImportEntry = { ...entry, id: 'b', state: 'incomplete', missing: ['host'], address: null }
  expect(picksOf([entry, incomplete], firstChoice).map(({ id }) => id)).toEqual(['a'])
  expect(notTakeable(incomplete, firstChoice(incomplete))).toBe('It lacks the host.')
  expect(picksOf([incomplete], taken({ given: { host: ' db ' } }))).toEqual([
    { id: 'b', name: 'lms', environment: 'development', given: { host: 'db' } },
  ])
})

it('asks for what the chosen engine needs, and for no more', () => {
  const unsaid = { ...entry, state: 'incomplete', engine: null, address: null, user: null } as const
  const missingWith = { postgres: ['host', 'user'], mysql: ['host', 'user'], sqlite: [] } satisfies ImportEntry['missingWith']
  const file: ImportEntry = { ...unsaid, missing: ['engine', 'host', 'user'], missingWith }
  expect(notTakeable(file, firstChoice(file))).toBe('It lacks the engine and the host and the user.')
  expect(notTakeable(file, taken({ given: { engine: 'sqlite' } })(file))).toBeNull()
  expect(notTakeable(file, taken({ given: { engine: 'postgres' } })(file))).toBe('It lacks the host and the user.')
  const server: ImportEntry = {
    ...unsaid,
    database: null,
    missing: ['engine', 'database'],
    missingWith: { postgres: ['database'], mysql: [], sqlite: ['database'] },
  }
  expect(notTakeable(server, taken({ given: { engine: 'mysql' } })(server))).toBeNull()
  expect(notTakeable(server, taken({ given: { engine: 'postgres' } })(server))).toBe('It lacks the database.')
})

it('takes one that is there only to replace its password', () => {
  const there: ImportEntry = { ...entry, state: 'there', storedPassword: 'differs' }
  expect(picksOf([there], taken({}))).toEqual([])
  expect(picksOf([there], taken({ replacePassword: true }))).toEqual([{ id: 'a', replacePassword: true }])
  expect(picksOf([{ ...there, storedPassword: 'same' }], taken({ replacePassword: true }))).toEqual([])
})
