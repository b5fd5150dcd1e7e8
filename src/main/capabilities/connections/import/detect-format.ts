import type { ImportFormat } from '#contract/connection-files.ts'
import { isAddressName } from './formats/env-keys.ts'
import { libpqStyle, mysqlStyle, pythonStyle, readIni } from './formats/ini-text.ts'
import type { SourceFile } from './found-connection.ts'

const names: readonly (readonly [RegExp, ImportFormat])[] = [
  [/^zulip\.conf$|^(zulip|dev)-secrets\.conf$|\.py$/i, 'zulip'],
  [/^\.env$|^\.env\.|\.env$/i, 'env'],
  [/^alembic\.ini$/i, 'alembic'],
  [/^\.?pg_service\.conf$/i, 'pg_service'],
  [/^\.?pgpass(\.conf)?$/i, 'pgpass'],
  [/\.cnf$|^my\.ini$/i, 'my_cnf'],
]

/** What kind of file it is: by its name, else by what stands in it. Null where neither says. */
export const detectFormat = (source: SourceFile): ImportFormat | null =>
  names.find(([pattern]) => pattern.test(source.baseName))?.[1] ?? byContent(source.text)

const byContent = (text: string): ImportFormat | null => {
  const { sections } = readIni(text, pythonStyle)
  if (sections.has('lms_database') || sections.get('secrets')?.has('lms_database_password')) return 'zulip'
  if ([...sections.values()].some((section) => section.has('sqlalchemy.url'))) return 'alembic'
  const groups = [...readIni(text, mysqlStyle).sections.keys()]
  if (groups.some((name) => /^(client|mysqld?|mysqldump|mariadb)$/i.test(name))) return 'my_cnf'
  const services = [...readIni(text, libpqStyle).sections.values()]
  if (services.some((service) => service.has('dbname') || service.has('hostaddr') || (service.has('host') && service.has('user'))))
    return 'pg_service'
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '' && !/^\s*#/.test(line))
  const variables = lines.flatMap((line) => /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line)?.[1] ?? [])
  if (variables.some((name) => isAddressName(name) || /^DB_/.test(name))) return 'env'
  const isPasswords = lines.length > 0 && lines.every((line) => /^[^:]+:(\d{1,5}|\*):[^:]+:[^:]+:/.test(line))
  return isPasswords ? 'pgpass' : null
}
