import { describe, expect, it } from 'vitest'
import type { RollbackPlan } from '#contract/migrations.ts'
import { rollbackWords } from './migrate-rollback-words.ts'

const plan = (way: Partial<RollbackPlan['ways'][number]>, change: Partial<RollbackPlan> = {}): RollbackPlan => ({
  source: { tool: 'provost', title: 'files', directory: '/srv/files' },
  ways: [
    {
      version: '0002',
      name: 'tags',
      engine: 'postgres',
      file: '0002_tags.down.sql',
      reversible: true,
      sql: 'drop table tags;',
      mayChangeRows: false,
      transactional: true,
      statements: [{ sql: 'drop table tags', line: 1, transactional: true }],
      empty: false,
      ...way,
    },
  ],
  targets: [
    {
      target: 'gr1',
      reference: { kind: 'tenant', domain: 'gr1' as never },
      name: 'gr1',
      server: 'pg:5432',
      engine: 'postgres',
      state: 'current',
      versions: ['0002'],
      oneWay: [],
      stays: '0001',
      losses: [{ table: 'tags', column: null, rows: null, more: false }],
      skipped: null,
      problems: [],
    },
  ],
  skipped: [],
  confirm: 'gr1',
  plan: '',
  ...change,
})

describe('the words of a rollback that is planned', () => {
  it('tell an unknown size as unknown, not as no rows', () => {
    expect(rollbackWords(plan({}))).toContain('gone: table tags and its rows, its size is not known in 1 of 1')
  })

  it('tell a way back as empty only where it is', () => {
    expect(rollbackWords(plan({ sql: '', statements: [], empty: true }))).toContain('without a statement: only its ledger row is taken out')
    expect(rollbackWords(plan({ statements: [] }))).toContain('which cannot be taken apart, so nothing of it is run')
    const alembic = plan({ statements: [] }, { source: { tool: 'alembic', title: 'project', directory: '/srv/project' } })
    expect(rollbackWords(alembic)).toContain('as alembic runs it\ndrop table tags;')
  })
})
