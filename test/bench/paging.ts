import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { startWebHost } from '../../src/main/hosts/web.ts'
import { connectAsBrowser } from './browser-client.ts'
import { type Comparison, sideBySide } from './measure.ts'
import { rowCount, startMillionRows } from './million-rows.ts'

/** The first page and a far page of a million rows, through the whole bridge, beside the same statements by plain pg. */
export const benchPaging = async (): Promise<Comparison[]> => {
  const { server, database } = await startMillionRows()
  const directory = await mkdtemp(join(tmpdir(), 'pv-bench-'))
  const console = openConsole({ directory, environment: { PROVOST_VAULT: 'memory' }, startChild: startNodeChild })
  const host = await startWebHost({ console })
  const plain = new pg.Client({ host: server.host, port: server.port, user: server.user, password: server.password, database })
  try {
    await plain.connect()
    const { client, close } = await connectAsBrowser(host.url)
    const { connection } = await client.connections.add({
      name: 'million',
      url: `postgresql://${server.user}@${server.host}:${server.port}/${database}`,
      password: server.password,
    })
    const request = {
      target: { kind: 'connection' as const, connection: connection.name },
      table: { schema: 'public', name: 'attendance_logs' },
      limit: 100,
      // As the screen asks: longer values are cut in the database.
      cellBytes: 2048,
    }
    const firstPage = () => client.tables.rows(request)
    const plainFirstPage = () => plain.query('select * from attendance_logs order by id limit 101')
    const first = await sideBySide(200, firstPage, plainFirstPage)

    const before = await client.tables.rows({ ...request, position: rowCount - 100_000 - 100 })
    const farPage = () => client.tables.rows({ ...request, after: before.next ?? '' })
    const far = await sideBySide(200, farPage, firstPage)
    const byOffset = await sideBySide(
      15,
      () => plain.query(`select * from attendance_logs order by id offset ${rowCount - 100_000} limit 100`),
      plainFirstPage,
    )

    const sorted = { ...request, sort: [{ column: 'started_at', direction: 'desc' as const }] }
    const sortedBefore = await client.tables.rows({ ...sorted, position: rowCount - 100_000 - 100 })
    const farSorted = await sideBySide(
      100,
      () => client.tables.rows({ ...sorted, after: sortedBefore.next ?? '' }),
      () => client.tables.rows(sorted),
    )
    close()
    return [
      {
        name: 'first page of 1,000,000 rows through the bridge, beside plain pg',
        ...first,
        unit: 'ms',
        bound: 'at most 3×',
        holds: first.ours <= 3 * first.theirs,
      },
      {
        name: 'page at row 900,000, beside the first page',
        ...far,
        unit: 'ms',
        bound: 'at most 1.5×',
        holds: far.ours <= 1.5 * far.theirs,
      },
      {
        name: 'the same page sorted by a time, beside its first page',
        ...farSorted,
        unit: 'ms',
        bound: 'at most 1.5×',
        holds: farSorted.ours <= 1.5 * farSorted.theirs,
      },
      { name: 'for comparison: the page at row 900,000 by OFFSET, plain pg', ...byOffset, unit: 'ms', bound: 'no bound', holds: true },
    ]
  } finally {
    await plain.end()
    await host.close()
    await console.close()
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
