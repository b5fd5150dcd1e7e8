import { useSuspenseQuery } from '@tanstack/react-query'
import { type Right, rolesWith, roleTitle } from '#contract/access.ts'
import type { Session } from '#contract/workspace.ts'
import { orpc } from '../bridge/index.ts'

/** Who sits here, with which rights, in which workspace. Known before any screen is drawn. */
export const sessionQuery = orpc.workspace.session.queryOptions({ staleTime: 60_000 })

export const useSession = (): Session => useSuspenseQuery(sessionQuery).data

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`

/** The caller's roles in a word or two: "support". */
export const roleWord = (session: Session): string => session.operator.roles.map((role) => roleTitle[role].toLowerCase()).join(' and ')

/** Why this caller may not do what takes this right, and who may; null where they may. */
export function whyNot(session: Session, right: Right): string | null {
  if (session.rights.includes(right)) return null
  const needed = rolesWith(right).map((role) => roleTitle[role].toLowerCase())
  return `Needs the ${listed(needed)} role. Yours is ${roleWord(session)}.`
}

/** The same as a hook. */
export const useWhyNot = (right: Right): string | null => whyNot(useSession(), right)
