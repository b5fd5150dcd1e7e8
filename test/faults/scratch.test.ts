import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeScratch } from '../../src/main/engines/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { mariadb, openOptions, postgres15, sqlite, type TestDatabase } from '../integration/engines-kit.ts'
import { sharedServer } from '../servers/index.ts'
import { runChild } from './children/run-child.ts'

const present = async (database: TestDatabase, name: string): Promise<boolean> => {
  if (database.config.engine === 'sqlite') return existsSync(name)
  const table =
    database.config.engine === 'postgres'
      ? 'select datname as name from pg_database'
      : 'select schema_name as name from information_schema.schemata'
  return (await database.execute(`select * from (${table}) d where name = '${name}'`)).length > 0
}

test.each([postgres15, mariadb, sqlite])(
  '$title: a killed console leaves a scratch database that the next one drops',
  async ({ create }) => {
    const { password } = sharedServer('mariadb')
    const database = await create('create table t (id int);')
    const child = runChild('hold-scratch.ts', [JSON.stringify(database.config), password])
    const name = (await child.line(/^scratch /)).slice('scratch '.length)
    await child.kill()
    expect(await present(database, name)).toBe(true)
    const scratch = await makeScratch(database.config, { ...openOptions(password), startChild: startNodeChild }, 'empty')
    await scratch.drop()
    expect(await present(database, name)).toBe(false)
  },
)
