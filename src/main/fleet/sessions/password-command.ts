import { ProvostError } from '#contract/errors.ts'
import { findProgram, startProgram } from '../../foundation/processes/index.ts'

const mostBytes = 64 * 1024

export interface CommandOptions {
  readonly environment: NodeJS.ProcessEnv
  readonly deadlineMs: number
  /** The connection whose password it prints. */
  readonly connection: string
}

/** A command of the person's own gets their environment, but nothing that is Provost's or another database's. */
const commandEnvironment = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(PROVOST_|PG[A-Z]|MYSQL_|ELECTRON_|NODE_OPTIONS$)/.test(name)))

const seconds = (ms: number): number => Math.round(ms / 100) / 10

/** What a command printed is never repeated, not even its complaints: they may hold what it guards. */
const failed = (title: string, detail: string, ...remedy: string[]): ProvostError =>
  new ProvostError('connection.no-password', title, {
    detail,
    remedy: [...remedy, 'Run the command in a terminal: its first line has to be the password.'],
  })

/**
 * Runs a program without a shell and takes the first line it prints.
 * @throws ProvostError `connection.no-password`
 */
export const passwordByCommand = async (command: readonly string[], options: CommandOptions): Promise<string> => {
  const [name = '', ...args] = command
  const { deadlineMs, connection } = options
  const environment = commandEnvironment(options.environment)
  const path = findProgram(name, environment)
  if (path === null)
    throw failed(
      `The password command’s program ${name} is not on this machine.`,
      '',
      'Check its name, and the PATH Provost was started with.',
    )
  let [output, tooMuch] = ['', false]
  const program = startProgram(path, args, {
    environment,
    onOutput: (text) => {
      tooMuch ||= output.length + text.length > mostBytes
      if (tooMuch) program.end()
      else output += text
    },
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), deadlineMs)
  })
  const end = await Promise.race([program.ended, late])
  clearTimeout(timer)
  if (end === null) {
    program.end()
    throw failed(
      `The password command ${name} did not end within ${seconds(deadlineMs)} s.`,
      '',
      'See that it does not wait for an answer: it has no terminal.',
      `Where it asks a person, or takes its time, give it more: provost connection change ${connection} --connect-timeout ${Math.max(30_000, deadlineMs * 3)}`,
    )
  }
  if (tooMuch) throw failed(`The password command ${name} printed far more than a password.`, '')
  if (end.code !== 0)
    throw failed(`The password command ${name} failed.`, end.code === null ? 'It was ended by a signal.' : `Exit status ${end.code}.`)
  const password = output.split(/\r?\n/, 1)[0] ?? ''
  if (password === '') throw failed(`The password command ${name} printed no password.`, 'Its first line was empty.')
  return password
}
