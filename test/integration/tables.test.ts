import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient, ORPCError } from '@orpc/server'
import SqliteDatabase from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Problem } from '#contract/errors.ts'
import { type Console, openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'

let directory: string
let opened: Console
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pv-tables-'))
  const database = new SqliteDatabase(join(directory, 'lms.db'))
  database.exec(`create table users (id integer primary key, email text not null, hashed_password text not null, note text);
    create table loose (a integer, b text)`)
  const insert = database.prepare('insert into users values (?, ?, ?, ?)')
  database.transaction(() => {
    for (let id = 1; id <= 1200; id++) insert.run(id, `person${id}@example.org`, `$2b$planted-hash-${id}`, id % 3 === 0 ? '=1+1' : null)
  })()
  database.close()
  opened = openConsole({ directory: join(directory, 'workspace'), environment: { PROVOST_VAULT: 'memory' }, startChild: startNodeChild })
  const owner = clientOf(null)
  await owner.connections.add({ name: 'lms', url: join(directory, 'lms.db') })
  await owner.operators.add({ name: 'nadia', roles: ['support'] })
})
afterAll(async () => {
  await opened.close()
  await rm(directory, { recursive: true, force: true })
})

const clientOf = (operator: string | null) => createRouterClient(opened.router, { context: opened.context(operator, 'browser') })
const target = { kind: 'connection' as const, connection: 'lms' as never }
const users = { target, table: { schema: null, name: 'users' } }

const codeFrom = async (call: Promise<unknown>): Promise<string> => {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof ORPCError ? (error.data as Problem).code : 'accepted'
}

const settled = async (id: string) => {
  const owner = clientOf(null)
  for (;;) {
    const { job } = await owner.jobs.show({ id: id as never })
    if (!['pending', 'running', 'cancelling'].includes(job.state)) return job
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('the table browser', () => {
  it('hides credentials from support in every way they could be read', async () => {
    const support = clientOf('nadia')
    const { columns } = await support.tables.describe(users)
    expect(columns.filter(({ hidden }) => hidden === 'role').map(({ name }) => name)).toEqual(['hashed_password'])
    const page = await support.tables.rows({ ...users, limit: 5 })
    expect(JSON.stringify(page)).not.toContain('planted-hash')
    expect(page.rows[0]?.[2]).toEqual({ $hidden: 'role' })
    const filters = [{ column: 'hashed_password', operator: 'starts-with' as const, values: ['$2b$planted-hash-7'] }]
    expect(await codeFrom(support.tables.count({ ...users, filters }))).toBe('access.denied')
    expect(await codeFrom(support.tables.rows({ ...users, filters }))).toBe('filter.invalid')
    expect(await codeFrom(support.tables.rows({ ...users, sort: [{ column: 'hashed_password', direction: 'asc' }] }))).toBe('sort.invalid')
    expect(await codeFrom(support.tables.cell({ ...users, column: 'hashed_password', key: { id: '7' } }))).toBe('access.denied')
    expect(await codeFrom(support.tables.cell({ ...users, column: 'email', key: { hashed_password: '$2b$planted-hash-7' } }))).toBe(
      'access.denied',
    )
    expect(await codeFrom(support.tables.exportCsv(users))).toBe('access.denied')
    expect(await codeFrom(support.connections.query({ name: 'lms' as never, sql: 'select hashed_password from users' }))).toBe(
      'access.denied',
    )
  })

  it('shows them to the database administrator', async () => {
    const page = await clientOf(null).tables.rows({ ...users, limit: 1 })
    expect(page.rows[0]?.[2]).toBe('$2b$planted-hash-1')
  })

  it('walks a table forwards and back, and from a position', async () => {
    const owner = clientOf(null)
    const first = await owner.tables.rows({ ...users, limit: 100 })
    const second = await owner.tables.rows({ ...users, limit: 100, after: first.next ?? '' })
    expect(second.rows[0]?.[0]).toBe(101)
    const back = await owner.tables.rows({ ...users, limit: 100, before: second.previous ?? '' })
    expect(back.rows.map(([id]) => id)).toEqual(first.rows.map(([id]) => id))
    const far = await owner.tables.rows({ ...users, limit: 10, position: 1195 })
    expect(far.rows.map(([id]) => id)).toEqual([1196, 1197, 1198, 1199, 1200])
    expect(far.next).toBeNull()
    expect(await codeFrom(owner.tables.rows({ ...users, position: 3, after: first.next ?? '' }))).toBe('call.invalid')
    expect(await codeFrom(owner.tables.rows({ ...users, sort: [{ column: 'email', direction: 'asc' }], after: first.next ?? '' }))).toBe(
      'cursor.invalid',
    )
  })

  it('counts only when it is asked to', async () => {
    const { rows } = await clientOf(null).tables.count({ ...users, filters: [{ column: 'note', operator: 'is-not-null', values: [] }] })
    expect(rows).toBe('400')
  })

  it('exports the matching rows as a job, guarded against formulas, and writes it into the audit log', async () => {
    const owner = clientOf(null)
    const filters = [{ column: 'note', operator: 'is-not-null' as const, values: [] }]
    const { job: id } = await owner.tables.exportCsv({ ...users, filters, columns: ['id', 'note'] })
    const job = await settled(id)
    expect([job.state, job.done]).toEqual(['done', 400])
    const text = await readFile(opened.jobs.fileOf(id).path, 'utf8')
    expect(text.startsWith('\uFEFFid,note\r\n3,')).toBe(true)
    expect(text).toContain("'=1+1")
    const { entries } = await owner.audit.list({ action: 'tables.export' })
    expect(entries[0]).toMatchObject({ target: 'lms', detail: { table: 'users', columns: 2 } })
  })
})
