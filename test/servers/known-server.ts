import mysql from 'mysql2/promise'
import pg from 'pg'
import { freshName, type TestServer } from './test-server.ts'

/** A server that somebody else started, reached over TCP. */
export const connectToServer = (server: Pick<TestServer, 'kind' | 'title' | 'port' | 'user' | 'password'>): TestServer => {
  const { kind, port, user, password } = server
  const execute = kind === 'postgres' ? executePostgres(server) : executeMysql(server)
  return {
    ...server,
    host: '127.0.0.1',
    url: (database) =>
      `${kind === 'postgres' ? 'postgresql' : 'mysql'}://${user}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    execute,
    async createDatabase(name = freshName()) {
      const quoted = kind === 'postgres' ? pg.escapeIdentifier(name) : `\`${name.replaceAll('`', '``')}\``
      await execute(kind === 'postgres' ? 'postgres' : 'mysql', `create database ${quoted}`)
      return name
    },
  }
}

type Execute = TestServer['execute']
type Login = Pick<TestServer, 'port' | 'user' | 'password'>

const executePostgres =
  ({ port, user, password }: Login): Execute =>
  async (database, sql) => {
    const client = new pg.Client({ host: '127.0.0.1', port, user, password, database, ssl: false })
    client.on('error', () => {})
    await client.connect()
    try {
      // Several statements give an array of results, which the driver's types do not tell.
      const result: pg.QueryResult | pg.QueryResult[] = await client.query(sql)
      return (Array.isArray(result) ? result.at(-1)?.rows : result.rows) ?? []
    } finally {
      await client.end()
    }
  }

const executeMysql =
  ({ port, user, password }: Login): Execute =>
  async (database, sql) => {
    const client = await mysql.createConnection({ host: '127.0.0.1', port, user, password, database, multipleStatements: true })
    client.on('error', () => {})
    try {
      const [result] = await client.query(sql)
      const last: unknown = Array.isArray(result) && Array.isArray(result.at(-1)) ? result.at(-1) : result
      return Array.isArray(last) ? last.filter((row) => typeof row === 'object') : []
    } finally {
      client.destroy()
    }
  }
