import { describe, expect, it } from 'vitest'
import { alembicEach, makeAlembicProject } from './alembic-kit.ts'
import { mariadb, postgres15, sqlite, type TestDatabase, type TestEngine } from './engines-kit.ts'
import { collect, newTarget, openTestConsole, passwordOf, settled, type TestTarget } from './migrations-kit.ts'
import { makePrismaProject, notes, scripts, users } from './prisma-kit.ts'

const engines: readonly TestEngine[] = [postgres15, mariadb, sqlite]
const providers = { postgres: 'postgresql', mysql: 'mysql', sqlite: 'sqlite' } as const

/** The URL that the project's own alembic is given here; the password of a test's server is no secret. */
const urlOf = ({ config }: TestDatabase, password: string | null): string => {
  if (config.engine === 'sqlite') return `sqlite:///${config.path}`
  const scheme = config.engine === 'postgres' ? 'postgresql' : 'mysql+pymysql'
  return `${scheme}://${config.user}:${password ?? ''}@${config.host}:${config.port}/${config.database}`
}

describe.each(engines)('on $title', (engine) => {
  const console = openTestConsole()
  const { client } = console
  const drift = async ({ targets }: TestTarget, source: string) => collect(await client.migrations.drift({ targets, source }))
  const rehearse = async ({ targets }: TestTarget, source: string) => collect(await client.migrations.rehearse({ targets, source }))

  it('the drift of an Alembic project is replayed by its own alembic, branches and all; what is pending is rehearsed', async () => {
    const password = await passwordOf(engine)
    const one = await newTarget(console, engine, password)
    const folder = await makeAlembicProject({ url: urlOf(one.database, password) })
    await alembicEach([
      [folder, 'upgrade', 'left2'],
      [folder, 'upgrade', 'right1'],
    ])
    expect(await drift(one, folder)).toMatchObject([{ state: 'same', problem: null }])
    await one.database.execute('create table strange (id integer)')
    await one.database.execute('drop table t_right1')
    const [found] = await drift(one, folder)
    expect(found).toMatchObject({ state: 'drifted' })
    expect(found?.differences.map(({ object, kind }) => `${kind} ${object}`).sort()).toEqual([
      'missing table t_right1',
      'unexpected table strange',
    ])
    const [rehearsal] = await rehearse(one, folder)
    expect(rehearsal).toMatchObject({ ok: true, problem: null })
    expect(rehearsal?.differences.map(({ words }) => words)).toContain('The table t_merge1 is added.')
    expect((await one.database.database.tables()).map(({ name }) => name)).not.toContain('t_merge1')
  })

  it('the drift of a Prisma project is replayed from its files; what is pending is rehearsed', async () => {
    const one = await newTarget(console, engine, await passwordOf(engine))
    const folder = await makePrismaProject(providers[engine.kind], { [users]: scripts[users] ?? '', [notes]: scripts[notes] ?? '' })
    const [rehearsal] = await rehearse(one, folder)
    expect(rehearsal).toMatchObject({ ok: true, applied: [users, notes], problem: null })
    const { targets } = await settled(console, await client.migrations.apply({ targets: one.targets, source: folder }))
    expect(targets).toMatchObject([{ status: 'done' }])
    expect(await drift(one, folder)).toMatchObject([{ state: 'same', problem: null }])
    await one.database.execute('create table strange (id integer)')
    expect(await drift(one, folder)).toMatchObject([{ state: 'drifted', differences: [{ object: 'table strange', kind: 'unexpected' }] }])
  })
})
