import { describe, expect, it } from 'vitest'
import { makeAlembicProject } from './alembic-kit.ts'
import { mariadb, postgres15, sqlite, type TestEngine } from './engines-kit.ts'
import { collect, newTarget, openTestConsole, passwordOf, selecting, settled } from './migrations-kit.ts'

const engines: readonly TestEngine[] = [postgres15, mariadb, sqlite]

describe('an Alembic project over a fleet of several engines', () => {
  it('is planned, applied by one alembic for each target, told, and taken back', async () => {
    const console = openTestConsole()
    const { client } = console
    const targets = await Promise.all(
      engines.flatMap((engine) => [0, 1].map(async () => newTarget(console, engine, await passwordOf(engine)))),
    )
    const selection = selecting(...targets.map(({ name }) => name))
    const source = await makeAlembicProject({ url: 'sqlite:////nowhere/else.db' })
    const view = await client.migrations.source({ directory: source })
    expect(view).toMatchObject({ tool: 'alembic', toolVersion: expect.stringMatching(/^1\./), problems: [] })
    expect(view.migrations.every(({ reversible, sql }) => reversible && sql === null)).toBe(true)

    const plan = await client.migrations.plan({ targets: selection, source, to: 'left2', waive: [] })
    expect(plan.targets.map(({ versions }) => versions)).toEqual(targets.map(() => ['base1', 'left1', 'left2']))
    for (const { engine } of targets.map(({ database }) => database.config)) {
      const told = plan.migrations.filter((migration) => migration.engine === engine)
      expect(told.map(({ version }) => version)).toEqual(['base1', 'left1', 'left2'])
      for (const { sql, version } of told) expect(sql).toContain(`-> ${version}`)
    }
    const part = await settled(
      console,
      await client.migrations.apply({ targets: selection, source, to: 'left2', concurrency: 2, waive: [] }),
    )
    expect(part.targets.map(({ status, applied }) => [status, applied])).toEqual(targets.map(() => ['done', ['base1', 'left1', 'left2']]))
    const { lines } = await client.migrations.runLog({ run: part.run.id, target: targets[0]?.name ?? '', limit: 500 })
    expect(lines.map(({ text }) => text).join('\n')).toContain('Running upgrade left1 -> left2')

    const step = await client.migrations.planRollback({ targets: selection, source, steps: 1 })
    expect(step.targets.map(({ versions, stays, problems }) => [versions, stays, problems])).toEqual(
      targets.map(() => [['left2'], 'left1', []]),
    )
    for (const { sql, reversible, empty } of step.ways) {
      expect([reversible, empty], 'it drops a table, though nobody took its text apart').toEqual([true, false])
      expect(sql).toMatch(/Running downgrade left2 -> left1[\s\S]*DROP TABLE t_left2/)
    }

    await settled(console, await client.migrations.apply({ targets: selection, source, waive: [] }))
    const statuses = await collect(await client.migrations.status({ targets: selection, source }))
    expect(statuses.map(({ tool, state, heads }) => [tool, state, [...heads].sort()])).toEqual(
      targets.map(() => ['alembic', 'current', ['extra3', 'top1']]),
    )
    const history = await client.migrations.history({
      target: statuses[0]?.reference ?? { kind: 'connection', connection: targets[0]?.name as never },
    })
    expect(history).toMatchObject({ tool: 'alembic' })
    expect(history.rows.map(({ version }) => version).sort()).toEqual(['extra3', 'top1'])

    const planned = await client.migrations.planRollback({ targets: selection, source, to: 'left2' })
    expect(planned.confirm).toBe(String(targets.length))
    const back = await client.migrations.rollback({
      targets: selection,
      source,
      to: 'left2',
      confirm: String(targets.length),
      plan: planned.plan,
    })
    const undone = await settled(console, back)
    expect(undone.targets.map(({ status }) => status)).toEqual(targets.map(() => 'done'))
    expect(undone.targets.map(({ applied }) => [...applied].sort())).toEqual(planned.targets.map(({ versions }) => [...versions].sort()))
    const after = await collect(await client.migrations.status({ targets: selection, source }))
    for (const { applied, state } of after) {
      expect(state).toBe('behind')
      expect(applied).toContain('left2')
      expect(applied).not.toContain('merge1')
    }
  })
})
