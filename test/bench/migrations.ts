import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { ensureBuilt } from '../../scripts/lib/build.ts'
import { root } from '../../scripts/lib/root.ts'
import { type Comparison, sideBySide } from './measure.ts'
import {
  adoptFiles,
  adoptServer,
  applyToFleet,
  type BenchConsole,
  makeSqliteFleet,
  openBenchConsole,
  otherLedgerRow,
  runProgram,
  type ServerFleet,
  startMariadbFleet,
  startPostgresFleet,
  statusOfFleet,
} from './migration-fleets.ts'

const tenants = Number(process.env['PROVOST_BENCH_TENANTS'] ?? 200)
const concurrency = 8
const rounds = 5

let columns = 0
/** A change that every tenant gets once: a column without a default, which no table of any size minds. */
const nextChange = (): { readonly version: string; readonly sql: string } => {
  columns += 1
  return {
    version: `v${columns}`,
    sql: `alter table t_${String(1 + (columns % 60)).padStart(2, '0')} add column extra_${columns} varchar(40)`,
  }
}

const login = ({ server }: ServerFleet): NodeJS.ProcessEnv => ({
  ...process.env,
  PGHOST: server.host,
  PGPORT: String(server.port),
  PGUSER: server.user,
  PGPASSWORD: server.password,
})

/** One after another, as people do it: a program for each database. */
const shellLoop = async (fleet: ServerFleet, command: string): Promise<void> => {
  await runProgram('sh', ['-ec', `for database in ${fleet.databases.join(' ')}; do ${command}; done`], {
    env: login(fleet),
    maxBuffer: 1 << 26,
  })
}

const psqlChange = async (fleet: ServerFleet, folder: string, psql: string): Promise<void> => {
  const { version, sql } = nextChange()
  const file = join(folder, `${version}.sql`)
  writeFileSync(file, `${sql};\n${otherLedgerRow(version)};\n`)
  await shellLoop(fleet, `${psql} -X -q -1 -v ON_ERROR_STOP=1 -d "$database" -f ${file}`)
}

const psqlStatus = (fleet: ServerFleet, psql: string): Promise<void> =>
  shellLoop(fleet, `${psql} -X -A -t -d "$database" -c "select version, sha256, finished_at from other_ledger order by version"`)

/** Plain node-postgres, as many at once as Provost; `whole` with everything Provost asks of a database, else the least that can be done. */
const bareLoop = async ({ server, databases }: ServerFleet, whole: boolean): Promise<void> => {
  const { version, sql } = nextChange()
  const queue = [...databases]
  const lane = async (): Promise<void> => {
    for (let database = queue.shift(); database !== undefined; database = queue.shift()) {
      const client = new pg.Client({ host: server.host, port: server.port, user: server.user, password: server.password, database })
      await client.connect()
      if (whole) {
        await client.query('select pg_try_advisory_lock(5786921347021)')
        await client.query('select version, name, sha256, finished_at from other_ledger order by version')
      }
      await client.query(whole ? 'begin; set local lock_timeout = 1000; set local statement_timeout = 60000' : 'begin')
      await client.query(sql)
      await client.query(otherLedgerRow(version))
      await client.query('commit')
      await client.end()
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
}

const ours = (console: BenchConsole) => async (): Promise<void> => {
  console.addMigration(`${nextChange().sql};`)
  await applyToFleet(console, concurrency)
}

/** Tenants a second of both, from the time a whole fleet takes. */
const rates = (
  name: string,
  times: { readonly ours: number; readonly theirs: number },
  atLeast: number | null,
  theirTenants = tenants,
  ourTenants = tenants,
): Comparison => {
  const [ourRate, theirRate] = [(ourTenants * 1000) / times.ours, (theirTenants * 1000) / times.theirs]
  const ratio = ourRate / theirRate
  return {
    name,
    ours: ourRate,
    theirs: theirRate,
    unit: 'tenants/s',
    bound: atLeast === null ? 'no bound' : `at least ${atLeast}×`,
    holds: atLeast === null || ratio >= atLeast,
  }
}

/** The least that an Alembic project of one revision is, led to a database by the environment. */
const alembicLoop = async (fleet: ServerFleet, folder: string): Promise<void> => {
  const { version, sql } = nextChange()
  const project = join(folder, `alembic-${version}`)
  mkdirSync(join(project, 'versions'), { recursive: true })
  writeFileSync(join(project, 'alembic.ini'), `[alembic]\nscript_location = ${project}\n`)
  writeFileSync(
    join(project, 'env.py'),
    `import os
from alembic import context
from sqlalchemy import create_engine, pool
with create_engine(os.environ["BENCH_URL"], poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, version_table="alembic_${version}")
    with context.begin_transaction():
        context.run_migrations()
`,
  )
  writeFileSync(
    join(project, 'versions', 'one.py'),
    `from alembic import op\nrevision = "${version}"\ndown_revision = None\ndef upgrade():\n    op.execute("${sql}")\n`,
  )
  const { host, port, user, password } = fleet.server
  const url = `postgresql://${user}:${password}@${host}:${port}/$database`
  await shellLoop(fleet, `BENCH_URL="${url}" alembic -c ${join(project, 'alembic.ini')} upgrade head`)
}

const benchMariadb = async (count: number): Promise<Comparison> => {
  const fleet = await startMariadbFleet(count)
  const console = openBenchConsole()
  try {
    await adoptServer(console, fleet)
    await ours(console)()
    const { host, port, user, password } = fleet.server
    const cli = async (): Promise<void> => {
      const { version, sql } = nextChange()
      const file = join(console.directory, `${version}.sql`)
      writeFileSync(file, `${sql};\n${otherLedgerRow(version)};\n`)
      const command = `mariadb --no-defaults -h ${host} -P ${port} -u ${user} "$database" < ${file}`
      await runProgram('sh', ['-ec', `for database in ${fleet.databases.join(' ')}; do ${command}; done`], {
        env: { ...process.env, MYSQL_PWD: password },
      })
    }
    return rates(
      'the same over MariaDB tenants, beside a loop of its client',
      await sideBySide(3, ours(console), cli, 0),
      null,
      count,
      count,
    )
  } finally {
    await console.close()
    await fleet.server.stop()
  }
}

const benchFiles = async (count: number): Promise<Comparison> => {
  const console = openBenchConsole()
  try {
    const paths = makeSqliteFleet(console.directory, count)
    await adoptFiles(console, paths)
    await ours(console)()
    const cli = async (): Promise<void> => {
      const { version, sql } = nextChange()
      const change = `begin immediate; ${sql}; ${otherLedgerRow(version)}; commit;`
      await runProgram('sh', ['-ec', `for file in ${paths.join(' ')}; do sqlite3 -bail "$file" "${change}"; done`])
    }
    return rates('the same over SQLite tenants, beside a loop of sqlite3', await sideBySide(3, ours(console), cli, 0), null, count, count)
  } finally {
    await console.close()
  }
}

/** Has a Node process say its highest resident memory, in kB, when it ends. */
const telling = `data:text/javascript,${encodeURIComponent("process.on('exit', () => process.stderr.write('\\nresident ' + process.resourceUsage().maxRSS))")}`

/** The memory of the built command line that migrates few tenants and of one that migrates many, each three times. */
const benchMemory = async (): Promise<Comparison> => {
  const program = join(root, 'out', 'main', 'cli.js')
  ensureBuilt()
  // As its own first line has it started.
  const flags = readFileSync(program, 'utf8').split('\n', 1)[0]?.match(/--\S+/g) ?? []
  const most = async (count: number): Promise<number> => {
    const console = openBenchConsole()
    const seen: number[] = []
    try {
      await adoptFiles(console, makeSqliteFleet(console.directory, count))
      for (let number = 1; number <= 3; number += 1) {
        console.addMigration(`alter table t_0${number} add column more varchar(40);`)
        const command = ['migrate', 'apply', '--all', '--source', console.source, '--workspace', join(console.directory, 'workspace')]
        const { stderr } = await runProgram(process.execPath, [...flags, '--import', telling, program, ...command], {
          env: { ...process.env, PROVOST_VAULT: 'memory' },
          maxBuffer: 64 * 1024 * 1024,
        })
        seen.push(Number(/resident (\d+)$/.exec(stderr)?.[1]) / 1024)
      }
      return Math.max(...seen)
    } finally {
      await console.close()
    }
  }
  const theirs = await most(100)
  const many = await most(1000)
  const name = 'highest resident memory of the command line while migrating 1,000 tenants, beside 100'
  return { name, ours: many, theirs, unit: 'MB', bound: 'within 15 %', holds: many <= theirs * 1.15 }
}

export const benchMigrations = async (): Promise<Comparison[]> => {
  const fleet = await startPostgresFleet(tenants)
  const console = openBenchConsole()
  const real = '/usr/lib/postgresql/15/bin/psql'
  try {
    await adoptServer(console, fleet)
    await ours(console)()
    const bare = await sideBySide(rounds, ours(console), () => bareLoop(fleet, true), 0)
    const least = await sideBySide(rounds, ours(console), () => bareLoop(fleet, false), 0)
    const wrapped = await sideBySide(2, ours(console), () => psqlChange(fleet, console.directory, 'psql'), 0)
    const binary = await sideBySide(3, ours(console), () => psqlChange(fleet, console.directory, real), 0)
    const status = await sideBySide(
      3,
      () => statusOfFleet(console),
      () => psqlStatus(fleet, 'psql'),
      0,
    )
    const statusReal = await sideBySide(
      3,
      () => statusOfFleet(console),
      () => psqlStatus(fleet, real),
      0,
    )
    const few = { ...fleet, databases: fleet.databases.slice(0, 10) }
    // A rate per tenant: two hundred of these would take minutes.
    const alembic = await sideBySide(2, ours(console), () => alembicLoop(few, console.directory), 0)
    const others = [await benchMariadb(60), await benchFiles(200), await benchMemory()]
    return [
      rates('one change with its ledger over PostgreSQL tenants, beside a loop of psql', wrapped, 4),
      rates('the same, beside a loop of psql’s real binary', binary, 2),
      rates('the same, beside plain node-postgres doing the same SQL', bare, 0.85),
      rates('the same, beside plain node-postgres doing the least that can be done', least, null),
      rates('the same, beside a loop of alembic over ten of the tenants', alembic, 40, 10),
      rates('status of the fleet, beside a loop of psql', status, 3),
      rates('status of the fleet, beside a loop of psql’s real binary', statusReal, null),
      ...others,
    ]
  } finally {
    await console.close()
    await fleet.server.stop()
  }
}
