import { ProvostError } from '#contract/errors.ts'
import type { Database, EngineConfig, RunOptions } from '../engine.ts'
import type { RoleEvidence } from '../probe/index.ts'
import { parseGrants } from './parse-grants.ts'
import { findingsOf, routinesSql } from './privileges.ts'
import { literal, name } from './roles.ts'

/**
 * Whether an account can write in this database, by its grants and those of the roles it can switch on. Null where this login may
 * not see them.
 */
export const mysqlAccountEvidence = async (
  database: Database,
  config: EngineConfig,
  user: string,
  options: RunOptions = {},
): Promise<RoleEvidence | null> => {
  if (config.engine === 'sqlite') throw new ProvostError('connection.engine-unknown', 'That is not a MySQL or MariaDB connection.')
  const ask = async (sql: string): Promise<string[][]> => {
    const { rows } = await database.read({ sql, parameters: [] }, options)
    return rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))
  }
  const grantsOf = (grantee: string): Promise<string[] | null> =>
    ask(`show grants for ${grantee}`).then(
      (rows) => rows.map(([line = '']) => line),
      (error: unknown) => {
        if (error instanceof ProvostError) return null
        throw error
      },
    )
  const own = await grantsOf(`${literal(user)}@'%'`)
  if (own === null) return null
  const { flavour } = await database.server(options)
  const lines = new Set(own)
  const unseen: string[] = []
  const looked = new Set<string>()
  const waiting = [...parseGrants(own).roles]
  for (let role = waiting.shift(); role !== undefined; role = waiting.shift()) {
    const grantee = flavour === 'MariaDB' ? name(role.name) : `${name(role.name)}@${name(role.host ?? '%')}`
    if (looked.has(grantee)) continue
    looked.add(grantee)
    const more = await grantsOf(grantee)
    if (more === null) unseen.push(role.name)
    for (const line of more ?? []) lines.add(line)
    waiting.push(...parseGrants(more ?? []).roles)
  }
  // Before 10.11 there is no PUBLIC.
  if (flavour === 'MariaDB') for (const line of (await grantsOf('public')) ?? []) lines.add(line)
  const routines = (await ask(routinesSql)).map(([place = '', routine = '', kind = '']) => ({ database: place, name: routine, kind }))
  const parsed = parseGrants([...lines])
  const findings = findingsOf(parsed.grants, `${user}@%`, config.database, routines)
  return {
    physical: null,
    notPhysical: 'Whether the server takes writes at all was not asked.',
    findings: [...new Map(findings.map((finding) => [finding.words, finding])).values()],
    unknown: [
      ...(parsed.unknown > 0 ? [`${parsed.unknown} lines of SHOW GRANTS have a form that is not known.`] : []),
      ...unseen.map((role) => `The grants of the role ${role} may not be seen by this login.`),
    ],
  }
}
