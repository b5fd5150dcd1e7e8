import { userInfo } from 'node:os'

/** A login name as an operator's name: characters that one may not hold become `-`. */
export function sanitisedName(login: string): string {
  const name = login
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^A-Za-z0-9 ._@'-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 63)
    .trimEnd()
  return name === '' ? 'owner' : name
}

/** The person logged in, who owns a fresh workspace. */
export function loginName(): string {
  try {
    return sanitisedName(userInfo().username)
  } catch {
    // A user id without an entry in the system's list, as containers have.
    return 'owner'
  }
}
