import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call, ORPCError } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { type Access, openAccess } from '../../foundation/access/index.ts'
import { type AuditLog, openAuditLog } from '../../foundation/audit/index.ts'
import type { BridgeContext } from '../../foundation/bridge/index.ts'
import { openVault } from '../../foundation/credentials/index.ts'
import { startNodeChild } from '../../foundation/processes/index.ts'
import { openState, type State } from '../../foundation/state/index.ts'
import { createOperatorsRouter, createWorkspaceRouter } from './index.ts'

let directory: string
let state: State
let access: Access
let audit: AuditLog
let workspace: ReturnType<typeof createWorkspaceRouter>
let operators: ReturnType<typeof createOperatorsRouter>

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-workspace-'))
  state = openState(directory)
  access = openAccess(state, { owner: 'ada' })
  audit = openAuditLog(state)
  const vault = openVault({ environment: { PROVOST_VAULT: 'memory' }, directory, startChild: startNodeChild })
  workspace = createWorkspaceRouter({ state, vault })
  operators = createOperatorsRouter({ state, access, audit })
})
afterEach(() => {
  state.close()
  rmSync(directory, { recursive: true, force: true })
})

const as = (name: string | null): { context: BridgeContext } => ({
  context: {
    caller: access.caller(name, 'browser'),
    onFault: (_, __, error) => {
      throw error
    },
    onRefused: () => {},
  },
})
const problemOf = async (asked: Promise<unknown>): Promise<unknown> => {
  const error = await asked.catch((reason: unknown) => reason)
  return error instanceof ORPCError ? error.data : error
}

test('the session says who, where, with which rights, and what must be known', async () => {
  access.add('grace', ['auditor'])
  state.addNotice(new ProvostError('job.interrupted', 'A job was interrupted.', { remedy: ['Start it again.'] }).toJSON())
  const session = await call(workspace.session, undefined, as('grace'))
  expect(session).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    host: 'browser',
    workspace: { path: directory, demo: false },
    operator: { name: 'grace', roles: ['auditor'], owner: false },
    vault: { tier: 'memory', usable: true },
    notices: [{ code: 'job.interrupted', title: 'A job was interrupted.' }],
  })
  expect(session.rights).toContain('audit.export')
  expect(session.rights).not.toContain('connections.manage')
})

test('a notice is put away by its title', async () => {
  state.addNotice(new ProvostError('job.interrupted', 'One.').toJSON())
  state.addNotice(new ProvostError('job.interrupted', 'Two.').toJSON())
  expect(await call(workspace.dismissNotice, { title: 'One.' }, as(null))).toMatchObject({ notices: [{ title: 'Two.' }] })
  expect(state.notices).toHaveLength(1)
})

test('preferences are kept for each operator alone, and undefined removes one', async () => {
  access.add('grace', ['support'])
  await call(workspace.setPreference, { key: 'theme', value: 'dark' }, as('grace'))
  await call(workspace.setPreference, { key: 'columns:people', value: { order: ['name', 'id'], width: 120 } }, as('grace'))
  await call(workspace.setPreference, { key: 'theme', value: 'light' }, as(null))
  expect(await call(workspace.preferences, undefined, as('grace'))).toEqual({
    preferences: { theme: 'dark', 'columns:people': { order: ['name', 'id'], width: 120 } },
  })
  const left = await call(workspace.setPreference, { key: 'theme', value: undefined }, as('grace'))
  expect(Object.keys(left.preferences)).toEqual(['columns:people'])
})

test('a preference that is too large or no JSON is refused', async () => {
  const large = call(workspace.setPreference, { key: 'theme', value: 'x'.repeat(300_000) }, as(null))
  expect(await problemOf(large)).toMatchObject({ code: 'call.invalid' })
  expect(await problemOf(call(workspace.setPreference, { key: 'theme', value: 1n }, as(null)))).toMatchObject({ code: 'call.invalid' })
})

test('views are saved, saved again and removed, by their own operator only', async () => {
  access.add('grace', ['support'])
  const draft = { screen: 'people', name: 'Late payers', state: { sort: ['name'] } }
  const { view } = await call(workspace.saveView, draft, as('grace'))
  expect(view).toMatchObject(draft)
  await call(workspace.saveView, { ...view, name: 'Early payers' }, as('grace'))
  expect(await call(workspace.views, { screen: 'people' }, as('grace'))).toEqual({ views: [{ ...view, name: 'Early payers' }] })
  expect(await call(workspace.views, { screen: 'enrollments' }, as('grace'))).toEqual({ views: [] })
  expect(await call(workspace.views, { screen: 'people' }, as(null))).toEqual({ views: [] })
  expect(await problemOf(call(workspace.saveView, view, as(null)))).toMatchObject({ code: 'view.unknown' })
  expect(await problemOf(call(workspace.removeView, { id: view.id }, as(null)))).toMatchObject({ code: 'view.unknown' })
  expect(await call(workspace.removeView, { id: view.id }, as('grace'))).toEqual({ removed: view.id })
  expect(await problemOf(call(workspace.removeView, { id: view.id }, as('grace')))).toMatchObject({ code: 'view.unknown' })
})

test('an operator is added with a line in the audit log, or neither', async () => {
  expect(await call(operators.add, { name: 'grace', roles: ['registrar'] }, as(null))).toEqual({
    operator: { name: 'grace', roles: ['registrar'], owner: false },
  })
  expect(await call(operators.list, undefined, as('grace'))).toMatchObject({ operators: [{ name: 'ada' }, { name: 'grace' }] })
  expect(audit.list().entries).toMatchObject([
    { action: 'operator.add', operator: 'ada', target: 'grace', detail: { roles: ['registrar'] } },
  ])
  expect(await problemOf(call(operators.add, { name: 'Grace', roles: ['dba'] }, as(null)))).toMatchObject({ code: 'operator.exists' })
  expect(audit.list().total).toBe(1)
})

test('who may not manage operators adds none', async () => {
  access.add('grace', ['registrar'])
  expect(await problemOf(call(operators.add, { name: 'eve', roles: ['dba'] }, as('grace')))).toMatchObject({ code: 'access.denied' })
  expect(access.list()).toHaveLength(2)
})
