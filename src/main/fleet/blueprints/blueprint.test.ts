import { readFileSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { splitStatements } from '../../engines/index.ts'
import { blueprint, blueprints } from './blueprint.ts'
import { migrationSha256 } from './migration-file.ts'

const applied = (upTo = '9999'): BetterSqlite3.Database => {
  const database = new BetterSqlite3(':memory:')
  database.pragma('foreign_keys = on')
  for (const { version, up } of blueprint('aada').versions('sqlite')) if (version <= upTo) database.exec(readFileSync(up, 'utf8'))
  return database
}

describe('the blueprints', () => {
  it('have the same versions and names for every engine', () => {
    for (const each of blueprints()) {
      const [first, ...others] = each.engines.map((engine) => each.versions(engine).map(({ version, name }) => `${version}_${name}`))
      expect(first?.length).toBeGreaterThan(0)
      for (const other of others) expect(other).toEqual(first)
    }
  })

  it('are numbered without a gap and each has a way back', async () => {
    for (const each of blueprints()) {
      for (const engine of each.engines) {
        for (const [index, { version, up, down }] of each.versions(engine).entries()) {
          expect(version).toBe(String(index + 1).padStart(4, '0'))
          for (const file of [up, down]) expect((await splitStatements(engine, readFileSync(file, 'utf8'))).length).toBeGreaterThan(0)
        }
      }
    }
  })

  it('refuse an unknown name, naming those there are', () => {
    expect(() => blueprint('moodle')).toThrowError(
      expect.objectContaining({ code: 'blueprint.unknown', detail: expect.stringContaining('aada') }),
    )
  })

  it('checksum the same text the same whatever its line ends', () => {
    expect(migrationSha256('create table a (b);\r\n-- c\r\n')).toBe(migrationSha256('create table a (b);\n-- c\n'))
  })
})

describe('the SQLite form of aada', () => {
  it('goes up and all the way down again', () => {
    const database = applied()
    for (const { down } of blueprint('aada').versions('sqlite').toReversed()) database.exec(readFileSync(down, 'utf8'))
    expect(database.prepare("select name from sqlite_schema where name not like 'sqlite_%'").all()).toEqual([])
  })

  it('indexes every foreign key', () => {
    const database = applied()
    const keys = database
      .prepare<[], { table: string; column: string }>(
        `select m.name as "table", f."from" as "column" from sqlite_schema m, pragma_foreign_key_list(m.name) f where m.type = 'table'
         and not exists (select 1 from pragma_index_list(m.name) l, pragma_index_info(l.name) i where i.seqno = 0 and i.name = f."from")`,
      )
      .all()
    expect(keys).toEqual([])
  })

  it.each([
    ['an unknown role', "insert into users (email, hashed_password, full_name, role) values ('a@x.example', 'h', 'A', 'owner')"],
    ['an unknown status', "insert into enrollments (status, enrolled_at) values ('paused', '2026-01-01')"],
    ['progress beyond 100', "insert into enrollments (status, enrolled_at, progress_pct) values ('active', '2026-01-01', 101)"],
    ['a day that is none', "insert into enrollments (status, enrolled_at) values ('active', '2026-02-30')"],
    ['a time that is a number', 'insert into withdrawals (requested_at) values (1700000000)'],
    ['money in text', "insert into refunds (amount_cents) values ('12.50')"],
    ['a name too long', `insert into programs (name) values ('${'x'.repeat(256)}')`],
    ['a grade beyond four', "insert into transcripts (gpa, generated_at) values (4.1, '2026-01-01 00:00:00')"],
    ['json that is none', "insert into xapi_statements (verb, object_id, result, timestamp) values ('v', 'o', '{', '2026-01-01 00:00:00')"],
  ])('refuses %s', (_, sql) => {
    expect(() => applied().exec(sql)).toThrowError(/CHECK constraint failed/)
  })

  it('computes the minutes of an attendance and cascades from a user, but never over a transcript', () => {
    const database = applied()
    database.exec(`
      insert into users (id, email, hashed_password, full_name, role) values (1, 'a@x.example', 'h', 'A', 'student'), (2, 'b@x.example', 'h', 'B', 'student');
      insert into programs (id, name) values (1, 'P');
      insert into enrollments (id, user_id, program_id, status, enrolled_at) values (1, 1, 1, 'active', '2026-01-05');
      insert into attendance (user_id, enrollment_id, clock_in, clock_out) values (1, 1, '2026-01-05 08:00:00', '2026-01-05 11:30:59');
      insert into transcripts (user_id, program_id, gpa, generated_at) values (2, 1, 3.5, '2026-01-05 08:00:00');`)
    expect(database.prepare('select total_minutes from attendance').pluck().get()).toBe(210)
    database.exec('delete from users where id = 1')
    expect(database.prepare('select (select count(*) from enrollments) + (select count(*) from attendance)').pluck().get()).toBe(0)
    expect(() => database.exec('delete from users where id = 2')).toThrowError(/FOREIGN KEY/)
    expect(() => database.exec('delete from programs where id = 1')).toThrowError(/FOREIGN KEY/)
  })
})
