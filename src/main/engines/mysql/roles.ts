import { ProvostError } from '#contract/errors.ts'
import type { ParsedGrants } from './parse-grants.ts'

/** Runs one statement of ours, all its cells as text. */
export type Ask = (sql: string) => Promise<string[][]>
export type Role = ParsedGrants['roles'][number]

export const name = (text: string): string => `\`${text.replaceAll('`', '``')}\``
export const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/**
 * Does something as the login stands, and again with its roles switched on: the catalogues list only what the rights show that are on.
 * MariaDB has one role on at a time, and shows its grants and those of the roles behind it. MySQL, which was not run, has all at once.
 */
export const inEveryRole = async (
  { ask, flavour, roles }: { readonly ask: Ask; readonly flavour: string; readonly roles: readonly Role[] },
  task: () => Promise<void>,
): Promise<void> => {
  await task()
  if (roles.length === 0) return
  if (flavour !== 'MariaDB') {
    try {
      await ask('set role all')
      await task()
    } finally {
      await ask('set role default')
    }
    return
  }
  const [[before = ''] = []] = await ask('select current_role()')
  try {
    for (const role of roles) {
      try {
        await ask(`set role ${name(role.name)}`)
      } catch (error) {
        // One that stands behind another cannot be switched on by itself, and is listed with that one.
        if (error instanceof ProvostError && error.code === 'query.failed') continue
        throw error
      }
      await task()
    }
  } finally {
    await ask(`set role ${before === '' ? 'none' : name(before)}`)
  }
}
