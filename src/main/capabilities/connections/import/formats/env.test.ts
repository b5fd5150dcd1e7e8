// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such references are what the files hold
import { describe, expect, it } from 'vitest'
import { readEnvFile } from './env.ts'

const read = (text: string, baseName = '.env') => readEnvFile({ label: baseName, baseName, folder: '/srv/app', text })

describe('connections of a .env file', () => {
  it('come from DATABASE_URL and every …_DATABASE_URL, passwords decoded, comments left out', () => {
    const { connections } = read(
      'DATABASE_URL="file:/var/lib/vantus/prod.db"\n# DATABASE_URL="postgresql://user:password@localhost:5432/vantus"\nREPORTS_DATABASE_URL=mysql://r:p%40%2F@h:3307/stats\n',
    )
    expect(connections).toMatchObject([
      { engine: 'sqlite', database: '/var/lib/vantus/prod.db', called: '', problem: null },
      { engine: 'mysql', host: 'h', port: 3307, user: 'r', password: 'p@/', database: 'stats', called: 'reports' },
    ])
  })

  it.each([
    ['DB_PORT=3306', 'mysql'],
    ['DB_PORT=5432', 'postgres'],
    ['DB_CONNECTION=pgsql', 'postgres'],
    ['DB_ENGINE=django.db.backends.mysql', 'mysql'],
    ['DB_DRIVER=mariadb\nDB_PORT=5432', 'mysql'],
    ['DB_PORT=9999', null],
    ['', null],
  ])('come from DB_* with %j as %s', (line, engine) => {
    expect(read(`DB_NAME=lms\nDB_USER=app\nDB_PASSWORD=secret\n${line}\n`).connections).toMatchObject([
      { engine, host: 'localhost', user: 'app', password: 'secret', database: 'lms' },
    ])
  })

  it('come from DB_* for a SQLite file beside it', () => {
    expect(read('DB_CONNECTION=sqlite\nDB_DATABASE=data/app.db\n').connections).toMatchObject([
      { engine: 'sqlite', database: '/srv/app/data/app.db' },
    ])
  })

  it.each([
    ['DATABASE_URL=postgres://u:${MISSING}@h/d', 'connection.import-incomplete'],
    ['DATABASE_URL=jdbc:postgresql://h/d', 'connection.engine-unknown'],
    ['DATABASE_URL=postgres://u:a#b@h/d', 'connection.url-invalid'],
    ['DB_USER=app DB_PASSWORD=planted\nDB_PORT=5432', 'connection.url-invalid'],
    ['DB_USER=app\nDB_PASSWORD=${MISSING}\nDB_PORT=5432', 'connection.import-incomplete'],
    ['DB_USER=app\nDB_HOST=not a host\nDB_PORT=5432', 'connection.url-invalid'],
  ])('are refused for %j with %s', (text, code) => {
    const { connections } = read(text)
    expect(connections).toMatchObject([{ problem: { code } }])
    expect(JSON.stringify([connections.map(({ password: _, ...shown }) => shown)])).not.toContain('planted')
  })

  it.each([
    ['APP_ENV=production', '.env', 'production'],
    ['ENVIRONMENT=staging', '.env', 'staging'],
    ['', '.env.production', 'production'],
    ['', '.env', 'development'],
  ])('are of the environment that %j in %s says', (line, name, environment) => {
    expect(read(`${line}\nDATABASE_URL=postgres://u@h/d`, name).connections).toMatchObject([{ environment }])
  })

  it('say that a file sets none', () => {
    expect(read('PORT=80\n').remarks).toEqual(['It sets no DATABASE_URL and no DB_*.'])
  })
})
