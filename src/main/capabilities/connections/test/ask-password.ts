import { ProvostError } from '#contract/errors.ts'
import type { StageContext } from './stage.ts'

/** A vault that gives no password, told as what the login lacks, in the vault's own words. */
const withoutVault = (problem: ProvostError, name: string): ProvostError =>
  new ProvostError('connection.no-password', `The vault gives no password for ${name}.`, {
    detail: [problem.title, problem.detail].filter((words) => words !== '').join(' '),
    remedy: problem.remedy,
    retryable: problem.retryable,
    cause: problem,
  })

/**
 * The password for the login. A person and the vault take the time they take; a command has what is left of the time to connect,
 * so that a test ends when it said it would.
 * @throws ProvostError `connection.no-password`
 */
export const askPassword = async ({ subject, connecting }: StageContext): Promise<string | null> => {
  const { name, passwordFrom } = subject.record.connection
  if (passwordFrom === 'command') return connecting.holding(() => subject.password({ commandMs: connecting.left() }))
  try {
    return await connecting.without(() => subject.password())
  } catch (error) {
    if (error instanceof ProvostError && error.code.startsWith('vault.')) throw withoutVault(error, name)
    throw error
  }
}
