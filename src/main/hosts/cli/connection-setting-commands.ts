import { type Command, Option } from 'commander'
import type { ConnectionChange, Environment, TlsMode } from '#contract/connections.ts'
import { environments, tlsModes } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { choice, integer } from './arguments.ts'
import { connectionFacts } from './connection-facts.ts'
import { readPassword } from './password.ts'
import { type GlobalOptions, runCommand } from './run.ts'
import { splitCommand } from './split-command.ts'
import { connectionArgument } from './target-option.ts'

/** `--no-…` of an option that takes a value leaves `false` in its place. */
interface Settings {
  readonly passwordStdin?: boolean
  readonly readWrite?: boolean
  readonly tls?: TlsMode
  readonly tlsCa?: string | false
  readonly tlsCert?: string | false
  readonly tlsKey?: string | false
  readonly ssh?: string | false
  readonly askPassword?: boolean
  readonly passwordCommand?: string[]
  readonly passwordDays?: number
  readonly environment?: Environment
  readonly external?: boolean
  readonly poolSize?: number
  readonly poolOverflow?: number
  readonly poolRecycle?: number
  readonly poolPrePing?: boolean
  readonly connectTimeout?: number
}

const settingOptions = (command: Command): Command =>
  command
    .option('--password-stdin', 'read the password from standard input')
    .option('--read-write', 'sessions may write')
    .addOption(new Option('--no-read-write', 'what --read-only says').hideHelp())
    .option('--tls <mode>', tlsModes.join('|'), choice('--tls', tlsModes))
    .option('--tls-ca <file>', 'certificate of the authority')
    .option('--tls-cert <file>', 'client certificate')
    .option('--tls-key <file>', 'key of the client certificate')
    .option('--ssh <user@host[:port]>', 'through a tunnel of the system’s ssh')
    .option('--ask-password', 'the password is asked for in each run and never stored')
    .option('--password-command <command>', 'a program that prints the password; no shell runs it', splitCommand)
    .option('--password-days <n>', 'warn of a password older than this, 90 by default', integer('--password-days', 1, 3650))
    .option('--environment <environment>', environments.join('|'), choice('--environment', environments))
    .option('--external', 'the LMS owns the schema: nothing is ever migrated here')
    .option('--pool-size <n>', 'sessions kept open at most', integer('--pool-size', 1, 100))
    .option('--pool-overflow <n>', 'sessions more under load', integer('--pool-overflow', 0, 200))
    .option('--pool-recycle <seconds>', 'a session older than this is opened anew', integer('--pool-recycle', 0, 604_800))
    .option('--pool-pre-ping', 'ask a session whether it lives before it is used')
    .option('--no-pool-pre-ping', 'use a session without asking')
    .option('--connect-timeout <ms>', 'how long a server may take to let one in', integer('--connect-timeout', 100, 120_000))

const poolOf = ({ poolSize, poolOverflow, poolRecycle, poolPrePing, connectTimeout }: Settings) => ({
  ...(poolSize === undefined ? {} : { size: poolSize }),
  ...(poolOverflow === undefined ? {} : { overflow: poolOverflow }),
  ...(poolRecycle === undefined ? {} : { recycleSeconds: poolRecycle }),
  ...(poolPrePing === undefined ? {} : { prePing: poolPrePing }),
  ...(connectTimeout === undefined ? {} : { connectTimeoutMs: connectTimeout }),
})

const sourceOf = ({ askPassword, passwordCommand, passwordDays }: Settings) => ({
  ...(askPassword === true ? { askPassword } : {}),
  ...(passwordCommand === undefined ? {} : { passwordCommand }),
  ...(passwordDays === undefined ? {} : { passwordRotationDays: passwordDays }),
})

/** `provost connection add …` */
export const addCommand = (connection: Command): void => {
  const command = connection
    .command('add')
    .description('add a connection; read-only until you say otherwise')
    .argument('<name>')
    .requiredOption('--url <url>', 'a URL, file: or path; a password in it is kept only in the vault')
  settingOptions(command).action(async (name: string, _options: unknown, command: Command) => {
    const options = command.optsWithGlobals<GlobalOptions & Settings & { url: string }>()
    const fromElsewhere = (options.askPassword === true || options.passwordCommand !== undefined) && options.passwordStdin !== true
    const password = fromElsewhere ? undefined : await readPassword(options, options.url)
    const { tls, tlsCa, tlsCert, tlsKey, ssh } = options
    await runCommand(options, async ({ client, output, signal }) => {
      const { connection: added, warnings } = await client.connections.add(
        {
          name,
          url: options.url,
          ...(password === undefined ? {} : { password }),
          ...sourceOf(options),
          ...(ssh === undefined || ssh === false ? {} : { ssh }),
          readWrite: options.readWrite === true,
          external: options.external === true,
          ...(options.environment === undefined ? {} : { environment: options.environment }),
          tls: { mode: tls, ca: tlsCa || undefined, cert: tlsCert || undefined, key: tlsKey || undefined },
          pool: poolOf(options),
        },
        { signal },
      )
      for (const warning of warnings) output.remark(`warning: ${warning}`)
      output.answer({ connection: added, warnings }, () => connectionFacts(added))
      return 0
    })
  })
}

interface ChangeOptions extends Settings {
  readonly url?: string
  readonly host?: string
  readonly port?: number
  readonly user?: string
  readonly database?: string
  readonly readOnly?: boolean
  /** False by `--no-password`. */
  readonly password?: boolean
  readonly keepPassword?: boolean
}

/** A file or tunnel as a change takes it: `--no-…` takes it away. */
const orNone = (given: string | false): string | null => (given === false ? null : given)

const tlsChange = ({ tls, tlsCa, tlsCert, tlsKey }: Settings): ConnectionChange['tls'] => ({
  ...(tls === undefined ? {} : { mode: tls }),
  ...(tlsCa === undefined ? {} : { ca: orNone(tlsCa) }),
  ...(tlsCert === undefined ? {} : { cert: orNone(tlsCert) }),
  ...(tlsKey === undefined ? {} : { key: orNone(tlsKey) }),
})

const accessOf = ({ readWrite, readOnly }: ChangeOptions): Pick<ConnectionChange, 'readWrite'> => {
  if (readWrite === true && readOnly === true)
    throw new ProvostError('call.invalid', 'A connection is read-only or read-write, not both.', { remedy: ['Give one of the two.'] })
  return readWrite === true ? { readWrite: true } : readOnly === true || readWrite === false ? { readWrite: false } : {}
}

/** Only what was named on the command line. A password in the environment is that of this run and changes nothing. */
const changeOf = async (options: ChangeOptions): Promise<Omit<ConnectionChange, 'name'>> => {
  const { url, host, port, user, database, environment, external, ssh, keepPassword } = options
  const access = accessOf(options)
  const password = options.passwordStdin === true ? await readPassword({ passwordStdin: true }, url ?? '') : undefined
  return {
    ...(url === undefined ? {} : { url }),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(database === undefined ? {} : { database }),
    ...(environment === undefined ? {} : { environment }),
    ...(external === undefined ? {} : { external }),
    ...access,
    tls: tlsChange(options),
    ...(ssh === undefined ? {} : { ssh: orNone(ssh) }),
    pool: poolOf(options),
    ...(password === undefined ? (options.password === false ? { password: null } : {}) : { password }),
    ...sourceOf(options),
    ...(keepPassword === true ? { keepPassword } : {}),
  }
}

/** `provost connection change …` */
export const changeCommand = (connection: Command): void => {
  const command = connection
    .command('change')
    .description('change a kept connection; what is not named keeps its value')
    .argument('<name>')
    .option('--url <url>', 'the whole address anew: host, port, user and database')
    .option('--host <host>', 'another host')
    .option('--port <n>', 'another port', integer('--port', 1, 65_535))
    .option('--user <user>', 'another account')
    .option('--database <database>', 'another database; for SQLite the path of the file')
  settingOptions(command)
    .option('--read-only', 'sessions may not write')
    .option('--no-external', 'the schema may be migrated here')
    .option('--no-tls-ca', 'no authority of its own')
    .option('--no-tls-cert', 'no client certificate')
    .option('--no-tls-key', 'no key of a client certificate')
    .option('--no-ssh', 'no tunnel')
    .option('--no-password', 'the vault keeps no password for it')
    .option('--keep-password', 'the password kept goes to the other server or account too')
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & ChangeOptions>()
      const change = await changeOf(options)
      await runCommand(options, async ({ client, output, signal }) => {
        const answer = await client.connections.change(
          { name: connectionArgument(name), ...change, ...(options.confirm === undefined ? {} : { confirm: options.confirm }) },
          { signal },
        )
        for (const warning of answer.warnings) output.remark(`warning: ${warning}`)
        output.answer(answer, () =>
          [
            connectionFacts(answer.connection),
            answer.changed.length === 0 ? 'Nothing was changed: it was so before.' : `Changed: ${answer.changed.join(', ')}.`,
          ].join('\n'),
        )
        return 0
      })
    })
}
