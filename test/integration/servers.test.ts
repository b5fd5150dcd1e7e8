import { expect, test } from 'vitest'
import { sharedServer, startMariadb, startPostgres } from '../servers/index.ts'

test.each(['postgres15', 'postgres18', 'mariadb'] as const)('the shared %s answers in a database of one test', async (name) => {
  const server = sharedServer(name)
  const database = await server.createDatabase()
  expect(await server.execute(database, 'create table t (a int); insert into t values (1); select a from t')).toEqual([{ a: 1 }])
})

test.each([
  ['PostgreSQL 15', () => startPostgres({ version: 15 })],
  ['PostgreSQL 18', () => startPostgres({ version: 18 })],
  ['MariaDB', () => startMariadb()],
] as const)('a private %s keeps its data when it is killed and started again', async (_, start) => {
  const server = await start()
  const database = await server.createDatabase('a "b" c')
  await server.execute(database, 'create table t (a int); insert into t values (1)')
  await server.kill()
  await expect(server.execute(database, 'select a from t')).rejects.toThrow()
  await server.restart()
  expect(await server.execute(database, 'select a from t')).toEqual([{ a: 1 }])
  await server.stop()
})
