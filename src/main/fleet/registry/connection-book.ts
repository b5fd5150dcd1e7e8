import { type Connection, defaultRotationDays } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { ConnectionName } from '#contract/ids.ts'
import type { EngineConfig } from '../../engines/index.ts'
import type { State } from '../../foundation/state/index.ts'

/** A connection as it is kept: what the console shows, what an engine needs, and where in the vault the password is. */
export interface ConnectionRecord {
  readonly connection: Connection
  readonly config: EngineConfig
  readonly vaultKey: string
}

/** The connections of a workspace, read from its state each time, so that two consoles see the same. */
export interface ConnectionBook {
  list(): ConnectionRecord[]
  /** @throws ProvostError `connection.unknown` */
  get(name: string): ConnectionRecord
  find(name: string): ConnectionRecord | null
  /** @throws ProvostError `connection.exists` */
  add(record: ConnectionRecord): void
  addAll(records: readonly ConnectionRecord[]): void
  /**
   * Keeps a connection anew under the name it has.
   * @throws ProvostError `connection.unknown`
   */
  replace(record: ConnectionRecord): void
  remove(name: ConnectionName): void
  /** Whether the password of a connection was being replaced and nobody has said how that ended. */
  isRotating(record: Pick<ConnectionRecord, 'vaultKey'>): boolean
  setRotating(record: Pick<ConnectionRecord, 'vaultKey'>, rotating: boolean): void
}

interface Row {
  readonly name: string
  readonly vault_key: string
  readonly config: string
}

/** What a connection kept by an earlier Provost did not say. */
const unsaid: Pick<Connection, 'passwordFrom' | 'passwordCommand' | 'passwordChangedAt' | 'passwordRotationDays'> = {
  passwordFrom: 'vault',
  passwordCommand: null,
  passwordChangedAt: null,
  passwordRotationDays: defaultRotationDays,
}

const completed = (kept: Connection): Connection => ({ ...unsaid, ...kept, tls: { ...kept.tls, pin: kept.tls.pin ?? null } })

/** Every page asks for its connection: what has not changed is not parsed again. */
const reader = (): ((row: Row) => ConnectionRecord) => {
  const known = new Map<string, { readonly config: string; readonly record: ConnectionRecord }>()
  return (row) => {
    const present = known.get(row.name)
    if (present?.config === row.config && present.record.vaultKey === row.vault_key) return present.record
    // Written by `add` below and by nobody else.
    const kept = JSON.parse(row.config) as Pick<ConnectionRecord, 'connection' | 'config'>
    const record = { connection: completed(kept.connection), config: kept.config, vaultKey: row.vault_key }
    known.set(row.name, { config: row.config, record })
    return record
  }
}

export const openConnectionBook = (state: State): ConnectionBook => {
  const read = reader()
  const all = state.database.prepare<[], Row>('select name, vault_key, config from connections order by name collate nocase')
  const one = state.database.prepare<[string], Row>('select name, vault_key, config from connections where name = ?')
  const nearly = state.database.prepare<[string], { readonly name: string }>('select name from connections where name = ? collate nocase')
  const insert = state.database.prepare(
    'insert into connections (name, vault_key, config, created_at) values (?, ?, ?, ?) on conflict (name) do nothing',
  )
  const update = state.database.prepare('update connections set vault_key = ?, config = ? where name = ?')
  const remove = state.database.prepare('delete from connections where name = ?')

  const marked = state.database.prepare<[string], { readonly value: string }>('select value from meta where key = ?')
  const mark = state.database.prepare("insert into meta (key, value) values (?, '1') on conflict (key) do nothing")
  const unmark = state.database.prepare('delete from meta where key = ?')
  const rotation = ({ vaultKey }: Pick<ConnectionRecord, 'vaultKey'>): string => `rotation:${vaultKey}`

  const find = (name: string): ConnectionRecord | null => {
    const row = one.get(name)
    return row === undefined ? null : read(row)
  }

  const add = ({ connection, config, vaultKey }: ConnectionRecord): void => {
    const alike = nearly.get(connection.name)
    if (alike !== undefined && alike.name !== connection.name) {
      throw new ProvostError(
        'connection.exists',
        `A connection named ${alike.name} exists already, which differs only in capital letters.`,
        {
          remedy: ['Choose another name: two that are read alike are mistaken for each other.'],
        },
      )
    }
    const { changes } = insert.run(connection.name, vaultKey, JSON.stringify({ connection, config }), connection.createdAt)
    if (changes === 0) {
      throw new ProvostError('connection.exists', `A connection named ${connection.name} exists already.`, {
        remedy: ['Choose another name.', `Or remove it first: provost connection remove ${connection.name} --confirm ${connection.name}`],
      })
    }
  }

  const unknown = (name: string): ProvostError => {
    const names = all.all().map((row) => row.name)
    return new ProvostError('connection.unknown', `No connection is named ${name}.`, {
      detail:
        names.length === 0
          ? 'The workspace has no connections.'
          : `There are: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`,
      remedy: ['List them: provost connection list', `Or add it: provost connection add ${name} --url URL`],
    })
  }

  return {
    list: () => all.all().map(read),
    find,
    get(name) {
      const record = find(name)
      if (record === null) throw unknown(name)
      return record
    },
    replace({ connection, config, vaultKey }) {
      const { changes } = update.run(vaultKey, JSON.stringify({ connection, config }), connection.name)
      if (changes === 0) throw unknown(connection.name)
    },
    add,
    addAll: state.database.transaction((records: readonly ConnectionRecord[]) => {
      for (const record of records) add(record)
    }),
    remove: (name) => {
      remove.run(name)
    },
    isRotating: (record) => marked.get(rotation(record)) !== undefined,
    setRotating(record, rotating) {
      if (rotating) mark.run(rotation(record))
      else unmark.run(rotation(record))
    },
  }
}
