import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { roles } from '#contract/access.ts'
import { operatorName } from '#contract/ids.ts'
import { openState, type State } from '../state/index.ts'
import { openAccess } from './index.ts'
import { loginName, sanitisedName } from './owner-name.ts'

let folder: string
let state: State
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provost-access-'))
  state = openState(folder)
})
afterEach(() => {
  state.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a fresh workspace has its owner with every role, once', () => {
  expect(openAccess(state, { owner: 'ada' }).list()).toEqual([{ name: 'ada', roles: [...roles], owner: true }])
  expect(openAccess(state, { owner: 'someone else' }).list()).toHaveLength(1)
})

test('without a word the owner is whoever is logged in', () => {
  expect(openAccess(state).list()[0]?.name).toBe(loginName())
})

test('the caller is the owner where nobody is named, else the one named, with the rights of their roles', () => {
  const access = openAccess(state, { owner: 'ada' })
  access.add('grace', ['auditor', 'support', 'auditor'])
  expect(access.caller(null, 'desktop')).toMatchObject({ operator: { name: 'ada', owner: true }, host: 'desktop' })
  const grace = access.caller('grace', 'command-line')
  expect(grace.operator).toEqual({ name: 'grace', roles: ['support', 'auditor'], owner: false })
  expect(grace.rights.has('audit.export')).toBe(true)
  expect(grace.rights.has('connections.manage')).toBe(true)
  expect(grace.rights.has('operators.manage')).toBe(false)
})

test('an unknown name is refused with the names there are', () => {
  const access = openAccess(state, { owner: 'ada' })
  access.add('grace', ['support'])
  expect(() => access.caller('Grace', 'browser')).toThrow(
    expect.objectContaining({ code: 'operator.unknown', remedy: [expect.stringContaining('ada, grace'), expect.any(String)] }),
  )
})

test.each(['', ' leading', '-dash', 'a'.repeat(64), "x'; DROP TABLE operators; --", 'tab\there', 'ünïcode'])(
  'the name %j is refused',
  (name) => {
    expect(() => openAccess(state, { owner: 'ada' }).add(name, ['dba'])).toThrow(expect.objectContaining({ code: 'operator.name-invalid' }))
  },
)

test('a name is taken whatever its case, and nobody is without a role', () => {
  const access = openAccess(state, { owner: 'ada' })
  expect(() => access.add('ADA', ['dba'])).toThrow(expect.objectContaining({ code: 'operator.exists' }))
  expect(() => access.add('grace', [])).toThrow(expect.objectContaining({ code: 'call.invalid' }))
})

test.each([
  ['ada', 'ada'],
  ['CORP\\ada', 'CORP-ada'],
  ['josé', 'jose'],
  ['_svc', 'svc'],
  ['用户', 'owner'],
  ['', 'owner'],
  [`${'long'.repeat(20)}`, 'long'.repeat(20).slice(0, 63)],
])('the login %j becomes the operator %j', (login, name) => {
  expect(sanitisedName(login)).toBe(name)
  expect(operatorName.safeParse(sanitisedName(login)).success).toBe(true)
})
