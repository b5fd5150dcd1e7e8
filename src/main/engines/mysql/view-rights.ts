import { ProvostError } from '#contract/errors.ts'
import type { ReadOnlyEvidence } from '../probe/index.ts'
import { type Ask, literal, name } from './roles.ts'
import { followViews, type Read } from './view-calls.ts'

export type ViewRights = Pick<ReadOnlyEvidence, 'findings' | 'unknown'>

const viewsSql = `select table_schema, table_name, security_type, view_definition from information_schema.views
 where table_schema not in ('mysql', 'sys', 'information_schema', 'performance_schema')`

const rightsOf = async (ask: Ask, login: string): Promise<ViewRights> => {
  const views = (await ask(viewsSql)).map(([database = '', view = '', security = '', definition = '']) => ({
    database,
    name: view,
    definer: security !== 'INVOKER',
    definition,
  }))
  const tables = new Map<string, Promise<Set<string>>>()
  const tablesOf = async (database: string): Promise<Set<string>> =>
    new Set(
      (await ask(`select table_name from information_schema.tables where table_schema = ${literal(database)}`)).map(
        ([table = '']) => table,
      ),
    )
  const { calling, hidden } = await followViews(views, async ({ database, name: table }) => {
    const listed = tables.get(database) ?? tablesOf(database)
    tables.set(database, listed)
    return (await listed).has(table)
  })
  const [user = '', host = ''] = [login.slice(0, login.lastIndexOf('@')), login.slice(login.lastIndexOf('@') + 1)]
  const shown = (of: Read): string => `GRANT SHOW VIEW ON ${name(of.database)}.${name(of.name)} TO ${literal(user)}@${literal(host)};`
  return {
    findings: calling.map(({ view, calls }) => ({
      words: `This login reads through the view ${view.database}.${view.name}, which runs ${calls.join(', ')} with its definer’s rights (SQL SECURITY DEFINER).`,
      revoke: null,
      pastPhysical: true,
    })),
    unknown: hidden.map(({ view, behind }) => {
      const what = `Whether the view ${view.database}.${view.name} runs functions with its definer’s rights cannot be told:`
      return behind === null
        ? `${what} this login may not see its definition. To let it: ${shown(view)}`
        : `${what} this login may not see ${behind.database}.${behind.name} behind it. To let it: ${shown(behind)}`
    }),
  }
}

/**
 * The views that a login may read and that run functions with somebody else's rights, as far as it may be seen. On a server with very
 * many tables the catalogue of views takes long; what was not looked at is not proven.
 */
export const viewRights = async (ask: Ask, login: string): Promise<ViewRights> => {
  try {
    return await rightsOf(ask, login)
  } catch (error) {
    if (!(error instanceof ProvostError) || error.code !== 'query.timeout') throw error
    return { findings: [], unknown: ['The views that this login may read are too many to be looked at in time.'] }
  }
}
