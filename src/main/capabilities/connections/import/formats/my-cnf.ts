import type { FoundConnection, FoundInFile, SourceFile } from '../found-connection.ts'
import { readTls } from '../tls-words.ts'
import { fromWritten } from '../written-server.ts'
import { type IniSection, mysqlStyle, oddLinesRemark, readIni } from './ini-text.ts'

/** What makes a group a connection of its own. */
const telling = ['host', 'port', 'user', 'password', 'database']

/** Groups read by every client program; the suffix is what `--defaults-group-suffix` asks for. */
const clientGroup = /^(?:client|mysql|mysqldump|mariadb|mariadb-dump|mariadb-client|client-mariadb)$/i
const suffixed = /^(?:client|mysql)[-_]?(\w[\w.-]*)$/i
/** Programs whose group begins like a client's with a suffix. */
const others = /^mysql(?:d|d[-_.\d].*|_safe|admin|binlog|check|hotcopy|import|pump|show|slap|test|_upgrade|router|_multi|sh|xtest)$/i

/** The connections of a MySQL option file: `[client]`, what `[mysql]` and `[mysqldump]` change of it, and groups with a suffix. */
export const readMyCnf = (source: SourceFile): FoundInFile => {
  const remarks: string[] = []
  const text = source.text.replaceAll(/^[ \t]*!include(dir)?\b.*$/gm, () => {
    remarks.push('An !include is not followed; give the file that it names.')
    return ''
  })
  const { sections, oddLines } = readIni(text, mysqlStyle)
  remarks.push(...oddLinesRemark(oddLines))
  const groups = [...sections].map(([name, section]) => [name, options(section)] as const)
  const common = new Map(groups.filter(([name]) => /^client$/i.test(name)).flatMap(([, group]) => [...group]))
  const connections: FoundConnection[] = []
  for (const [name, group] of groups) {
    const suffix = suffixOf(name)
    if (suffix === null || !telling.some((key) => group.has(key))) continue
    const merged = new Map([...common, ...group])
    if (merged.has('host') || merged.has('user') || merged.has('database')) connections.push(connect(name, suffix, merged, source))
  }
  if (connections.length === 0) remarks.push('It names no host, user or database for clients.')
  return { connections, remarks: [...new Set(remarks)] }
}

/** What a group adds to the name of a connection; null where no client reads it. */
const suffixOf = (name: string): string | null => {
  if (clientGroup.test(name)) return ''
  return others.test(name) ? null : (suffixed.exec(name)?.[1] ?? null)
}

/** Keys as MySQL takes them: `_` is `-`, `loose-` means nothing here. A key alone, or empty, has an empty value. */
const options = (section: IniSection): ReadonlyMap<string, string> =>
  new Map([...section].map(([key, value]) => [key.replaceAll('_', '-').replace(/^loose-/, ''), unquoted(value ?? '')]))

const escaped: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', r: '\r', s: ' ', '\\': '\\', '"': '"', "'": "'" }

/** Without quotes and escapes; outside quotes a `#` begins a comment. */
const unquoted = (value: string): string => {
  const quoted = /^(['"])(.*)\1\s*(?:#.*)?$/s.exec(value)?.[2]
  const body = quoted ?? value.replace(/#.*$/s, '').trim()
  return body.replaceAll(/\\(.)/gs, (all, letter: string) => escaped[letter] ?? all)
}

const connect = (name: string, suffix: string, group: ReadonlyMap<string, string>, source: SourceFile): FoundConnection => {
  const assumptions = ['Nothing says which environment this is; development is taken.']
  const host = group.get('host') || null
  if (host === null) assumptions.push('No host is set; localhost is taken.')
  const tls = readTls({ mode: tlsMode(group), ca: group.get('ssl-ca'), cert: group.get('ssl-cert'), key: group.get('ssl-key') }, source)
  const timeout = /^\d{1,4}$/.test(group.get('connect-timeout') ?? '') ? Number(group.get('connect-timeout')) : 0
  return fromWritten(
    { format: 'my_cnf', file: source.label, place: /^[\w.: -]{1,60}$/.test(name) ? `[${name}]` : 'a group', called: suffix },
    {
      engine: 'mysql',
      host: host ?? 'localhost',
      port: group.get('port'),
      user: group.get('user'),
      database: group.get('database'),
      password: group.get('password'),
    },
    { tls: tls.tls, connectTimeoutMs: timeout > 0 ? timeout * 1000 : null, assumptions: [...assumptions, ...tls.assumptions] },
  )
}

const isOff = (value: string | undefined): boolean => value !== undefined && /^(?:0|off|false)$/i.test(value)

const tlsMode = (group: ReadonlyMap<string, string>): string | null => {
  const mode = group.get('ssl-mode')
  if (mode) return mode
  if (group.has('skip-ssl') || isOff(group.get('ssl'))) return 'disable'
  const verifies = group.get('ssl-verify-server-cert')
  if (verifies !== undefined && !isOff(verifies)) return 'verify-full'
  return group.has('ssl') ? 'require' : null
}
