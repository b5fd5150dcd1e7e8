import { describe, expect, it } from 'vitest'
import { postgres15, sqlite } from './engines-kit.ts'
import { collect, newTarget, openTestConsole, passwordOf, selecting, settled, writeSource } from './migrations-kit.ts'

/** Numbered files of one engine, each of which makes a table. */
const folder = (engine: string, numbers: readonly number[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    numbers.map((number) => [`${engine}/000${number}_t${number}.up.sql`, `create table t${number} (id integer not null primary key);\n`]),
  )

describe('going up to a version, over a fleet of two engines', () => {
  const console = openTestConsole()
  const { client } = console

  const fleet = async () => {
    const source = writeSource({ ...folder('postgres', [1, 2, 3, 5]), ...folder('sqlite', [1, 2, 4, 6]) })
    const one = await newTarget(console, postgres15, await passwordOf(postgres15))
    const other = await newTarget(console, sqlite, null)
    return { source, one, targets: selecting(one.name, other.name), names: [one.name, other.name] as const }
  }

  it.each([
    ['0005', ['0001', '0002', '0003', '0005'], ['0001', '0002', '0004']],
    ['3', ['0001', '0002', '0003'], ['0001', '0002']],
  ])('to %s: the plan, the rehearsal and the run agree on how far each goes', async (to, first, second) => {
    const { source, targets, names } = await fleet()
    const byName = (found: readonly { readonly target: string; readonly versions: readonly string[] }[]) =>
      names.map((name) => found.find(({ target }) => target === name)?.versions)
    const plan = await client.migrations.plan({ targets, source, to })
    expect(byName(plan.targets)).toEqual([first, second])
    const rehearsed = await collect(await client.migrations.rehearse({ targets, source, to }))
    expect(byName(rehearsed.map(({ target, applied }) => ({ target, versions: applied })))).toEqual([first, second])
    const run = await settled(console, await client.migrations.apply({ targets, source, to }))
    expect(byName(run.targets.map(({ target, applied }) => ({ target, versions: applied })))).toEqual([first, second])
  })

  it('to one that no engine has: all three refuse it, and nothing is rehearsed', async () => {
    const { source, one } = await fleet()
    const unknown = { data: { code: 'migration.version-unknown' } }
    for (const to of ['v5', '0004']) {
      await expect(client.migrations.plan({ targets: one.targets, source, to })).rejects.toMatchObject(unknown)
      await expect(client.migrations.rehearse({ targets: one.targets, source, to }).then(collect)).rejects.toMatchObject(unknown)
      await expect(client.migrations.apply({ targets: one.targets, source, to })).rejects.toMatchObject(unknown)
    }
  })

  it('reads how many are asked at once in both dry runs', async () => {
    const { source, targets } = await fleet()
    await settled(console, await client.migrations.apply({ targets, source }))
    const within = { targets, source, concurrency: 65 }
    await expect(client.migrations.rehearse(within).then(collect)).rejects.toMatchObject({ data: { code: 'call.invalid' } })
    await expect(client.migrations.planRollback(within)).rejects.toMatchObject({ data: { code: 'call.invalid' } })
  })
})
