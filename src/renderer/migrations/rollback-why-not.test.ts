import { describe, expect, it } from 'vitest'
import type { MigrationSourceView, Run, RunTarget } from '#contract/migrations.ts'
import { rollbackOfRun, rollbackWhyNot } from './rollback-why-not.ts'
import type { StatusRow } from './status-rows.ts'

const status = (change: object = {}) =>
  ({
    tool: 'provost',
    engine: 'sqlite',
    applied: ['0001', '0002'],
    pending: [],
    state: 'current',
    ...change,
  }) as unknown as StatusRow['status']
const row = (change: Partial<StatusRow> = {}): StatusRow => ({
  id: 'a.example',
  reference: { kind: 'tenant', domain: 'a.example' as never },
  name: 'A',
  server: 'files',
  engine: 'sqlite',
  environment: 'development',
  groups: [],
  outOfService: null,
  unwritable: null,
  status: status(),
  asked: false,
  ...change,
})
const view = (reversible: boolean) =>
  ({ migrations: [{ version: '0002', engine: 'sqlite', reversible }] }) as unknown as MigrationSourceView

describe('rolling a target back', () => {
  it('is offered where its newest version has a way back, or nobody knows its file', () => {
    expect(rollbackWhyNot(row(), [view(true)])).toBeNull()
    expect(rollbackWhyNot(row(), [])).toBeNull()
    expect(rollbackWhyNot(row(), [view(false), view(true)])).toBeNull()
  })

  it('says why it is not: the connection, the tool, no file, nothing applied, no answer', () => {
    expect(rollbackWhyNot(row({ unwritable: 'Its connection is read-only.' }), [])).toBe('Its connection is read-only.')
    expect(rollbackWhyNot(row(), [view(false)])).toMatch(/^0002 has no \.down\.sql/)
    expect(rollbackWhyNot(row({ status: status({ tool: 'alembic' }) }), [view(false)])).toMatch(/^0002 has no downgrade/)
    expect(rollbackWhyNot(row({ status: status({ tool: 'prisma' }) }), [])).toMatch(/^Prisma/)
    expect(rollbackWhyNot(row({ status: status({ applied: [] }) }), [])).toBe('No migration is applied here.')
    expect(rollbackWhyNot(row({ status: null }), [])).toBe('It has not answered yet.')
  })
})

describe('rolling a run back', () => {
  const versions = ['1', '2', '3'].map((version) => ({ version, name: version, sha256: '' }))
  const run = { kind: 'migration.apply', state: 'done', source: { tool: 'provost' }, versions } as unknown as Run
  const target = (name: string, applied: readonly string[]) =>
    ({ reference: { kind: 'tenant', domain: name }, applied }) as unknown as RunTarget

  it('takes the targets it changed back to where it began', () => {
    expect(rollbackOfRun(run, [target('a.example', ['2', '3']), target('b.example', []), target('c.example', ['2'])])).toEqual({
      on: 'tenant:a.example,tenant:c.example',
      back: 'to:1',
      whyNot: null,
    })
    expect(rollbackOfRun(run, [target('a.example', ['1'])]).back).toBe('to:')
  })

  it('says why it does not where they began at different versions, rather than take something else back', () => {
    const apart = rollbackOfRun(run, [target('a.example', ['1', '2']), target('b.example', ['2'])])
    expect(apart.whyNot).toMatch(/^Its targets did not all begin at the same version/)
    const unknown = rollbackOfRun(run, [target('a.example', ['of another engine'])])
    expect(unknown.whyNot).toMatch(/^Its targets did not all begin/)
  })

  it('waits until the run rests, and has nothing to do where it changed nobody', () => {
    expect(rollbackOfRun({ ...run, state: 'running' }, []).whyNot).toBe('It is being worked on.')
    expect(rollbackOfRun(run, [target('a.example', [])]).whyNot).toBe('It applied nothing.')
  })
})
