import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blueprint } from '../../src/main/fleet/blueprints/index.ts'
import { recognise } from '../../src/main/lms/index.ts'
import { freshName, sharedServer } from '../servers/index.ts'
import { type OpenCampus, openCampuses, sqliteCampus } from './lms-kit.ts'

describe.each(['sqlite', 'postgres15', 'postgres18', 'mariadb'] as const)('the aada schema on %s', (engine) => {
  let campus: OpenCampus
  beforeAll(async () => {
    campus = await openCampuses[engine]()
  })
  afterAll(() => campus?.close())

  it('is recognised from the catalogue alone', async () => {
    const recognition = recognise(await campus.database.catalog())
    expect(recognition?.adapter).toBe('aada')
    // The MySQL form here has only what the registrar reads.
    const absent = ['transcripts', 'credentials', 'externships', 'scorm_data', 'xapi_statements']
    expect(recognition?.missing).toEqual(engine === 'mariadb' ? absent : [])
  })
})

describe.each(['postgres15', 'postgres18'] as const)('the PostgreSQL form of aada on %s', (engine) => {
  let campus: OpenCampus
  beforeAll(async () => {
    campus = await openCampuses[engine]()
  })
  afterAll(() => campus?.close())

  it('has the tables and columns of the SQLite form, and an index for every foreign key', async () => {
    const sqlite = await sqliteCampus()
    const shape = async ({ database }: OpenCampus) =>
      (await database.catalog())
        .filter(({ name }) => name !== 'provost_migrations')
        .map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name) }))
        .sort((one, other) => one.name.localeCompare(other.name))
    expect(await shape(campus)).toEqual(await shape(sqlite))
    for (const { database } of [campus, sqlite]) {
      for (const table of await database.catalog()) {
        const { foreignKeys } = await database.describe(table)
        expect([table.name, foreignKeys.filter(({ indexed }) => !indexed)]).toEqual([table.name, []])
      }
    }
    await sqlite.close()
  })

  it('computes minutes, cascades and refuses as documented', async () => {
    const server = sharedServer(engine)
    const database = await server.createDatabase(freshName('blueprint'))
    const versions = blueprint('aada').versions('postgres')
    const run = (sql: string) => server.execute(database, sql)
    for (const { up } of versions) await run(readFileSync(up, 'utf8'))
    await run(`insert into users (email, hashed_password, full_name, role) values ('a@x.example', 'h', 'A', 'student');
      insert into programs (name) values ('P'); insert into enrollments (user_id, program_id, status, enrolled_at) values (1, 1, 'active', '2026-01-05');
      insert into attendance (user_id, enrollment_id, clock_in, clock_out) values (1, 1, '2026-01-05 08:00:00', '2026-01-05 11:30:59')`)
    expect(await run('select total_minutes from attendance')).toEqual([{ total_minutes: 210 }])
    for (const wrong of [
      "insert into users (email, hashed_password, full_name, role) values ('b@x.example', 'h', 'B', 'owner')",
      "insert into enrollments (status, enrolled_at, progress_pct) values ('active', '2026-01-01', 101)",
      'insert into transcripts (gpa, generated_at) values (4.1, now())',
      'delete from programs',
      "insert into users (email, hashed_password, full_name, role) values ('a@x.example', 'h', 'B', 'student')",
    ])
      await expect(run(wrong)).rejects.toThrow()
    await run('delete from users')
    expect(await run('select (select count(*) from enrollments) + (select count(*) from attendance) as left')).toEqual([{ left: '0' }])
    for (const { down } of versions.toReversed()) await run(readFileSync(down, 'utf8'))
    const left =
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace union all select typname from pg_type where typnamespace = 'public'::regnamespace"
    expect(await run(left)).toEqual([])
  })
})
