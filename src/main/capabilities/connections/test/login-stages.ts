import { ProvostError } from '#contract/errors.ts'
import { driverCode, lookAtFile, proberOf, reach, type ServerConfig } from '../../../engines/index.ts'
import { askPassword } from './ask-password.ts'
import { tlsThatWorks } from './look-around.ts'
import { toldByNeighbour } from './neighbour.ts'
import { refuseClearText } from './network-stages.ts'
import { type Outcome, present, type Stage, type StageContext } from './stage.ts'
import { reasonOf } from './subject.ts'

/** Failures that come after the user and the secret were accepted. */
const ofTheDatabase = new Set(['connection.database-missing', 'connection.database-denied'])

const describeLogin = (context: StageContext): string => {
  const { wish, hasPassword } = context.found
  if (wish !== null)
    return wish.asksForPassword ? `The user and the password were accepted (${wish.method}).` : 'The user was accepted without a password.'
  return hasPassword ? 'The user and the password were accepted.' : 'The user was accepted without a password.'
}

/** Hears what the server wants before it gets any secret: over TLS on the line there is, else on one of its own. */
const knock = async (context: StageContext, config: ServerConfig): Promise<void> => {
  const { found, connecting } = context
  const { signal } = connecting
  const prober = proberOf(config.engine)
  const place = present(found.place, 'address')
  let line = present(found.line, 'line')
  try {
    if (found.handshake === null) {
      found.greeting = await prober.greet(line, place, signal)
      if (prober.tellsWish && found.greeting.offersTls) {
        // A server that said yes to TLS hears nothing else on this line.
        await line.close()
        line = (await reach(place, signal)).line
        found.line = line
      }
    }
    if (prober.tellsWish) found.wish = await prober.knock(line, config)
  } finally {
    await line.close()
  }
}

const logIn = async (context: StageContext, config: ServerConfig): Promise<void> => {
  const { subject, services, found, connecting } = context
  const password = await askPassword(context)
  found.hasPassword = password !== null
  if (found.wish?.asksForPassword === true && password === null)
    throw new ProvostError('connection.no-password', `${config.host}:${config.port} asks for a password and none is stored.`, {
      detail: `It asks for ${found.wish.method}.`,
      remedy: ['Enter the password for this connection.'],
    })
  refuseClearText(context, config)
  const { connection } = subject.record
  // One session does it all: the proof switches roles on and off in it.
  const pool = { ...connection.pool, size: 1, overflow: 0, connectTimeoutMs: connecting.left() }
  found.database = services.sessions.openRecord({ ...subject.record, connection: { ...connection, pool } }, password)
  await found.database.ping({ signal: connecting.signal })
}

/**
 * MariaDB refuses an account that must use TLS with the words for a wrong password. Where the same login succeeds over TLS,
 * TLS was what it lacked. The password goes no less protected than it just went without.
 */
const lacksTls = async (context: StageContext, config: ServerConfig, problem: ProvostError): Promise<boolean> => {
  const { found, subject, services, connecting } = context
  if (config.engine !== 'mysql' || problem.code !== 'connection.auth-failed') return false
  if (found.handshake !== null || found.greeting?.offersTls !== true) return false
  const { connection } = subject.record
  const pool = { ...connection.pool, size: 1, overflow: 0, connectTimeoutMs: connecting.left() }
  const encrypted: ServerConfig = { ...config, tls: { ...config.tls, mode: 'require' } }
  const database = services.sessions.openRecord(
    { ...subject.record, connection: { ...connection, pool }, config: encrypted },
    await subject.password(),
  )
  try {
    await database.ping({ signal: connecting.signal })
    return true
  } catch (error) {
    return error instanceof ProvostError && ofTheDatabase.has(error.code)
  } finally {
    await database.close()
  }
}

const tlsRequired = (config: ServerConfig, cause: ProvostError): ProvostError =>
  new ProvostError('connection.tls-required', `${config.host}:${config.port} admits this account only over TLS.`, {
    detail: `Without TLS it said: ${cause.detail}`,
    remedy: ['Turn TLS on in the connection’s settings.'],
    cause: cause.cause,
  })

const refined = (error: unknown, context: StageContext, config: ServerConfig): unknown => {
  const { greeting, hasPassword, handshake } = context.found
  if (!(error instanceof ProvostError) || greeting === null) return error
  return proberOf(config.engine).refine(error, { config, greeting, hasPassword, encrypted: handshake !== null })
}

/** A rule that rejects whoever comes without TLS reads like one that rejects them anyway: a try over TLS, without any secret, tells. */
const admittedOverTls = async (context: StageContext, config: ServerConfig, problem: ProvostError): Promise<boolean> => {
  if (problem.code !== 'connection.host-not-allowed' || !proberOf(config.engine).tellsWish) return false
  // A try that fails tells nothing: the refusal stands as it was.
  const ways = await tlsThatWorks(context, config, context.connecting.signal, { admitted: true }).catch(() => [])
  return ways.length > 0
}

/** A refusal whose words fit several causes, told by the one that is found out. */
const explained = async (context: StageContext, config: ServerConfig, refusal: ProvostError): Promise<ProvostError> =>
  (await lacksTls(context, config, refusal)) || (await admittedOverTls(context, config, refusal))
    ? tlsRequired(config, refusal)
    : toldByNeighbour(context, config, refusal)

const server = async (context: StageContext, config: ServerConfig): Promise<Outcome> => {
  try {
    await knock(context, config)
    await logIn(context, config)
  } catch (error) {
    if (context.connecting.signal.aborted) throw reasonOf(context.connecting.signal)
    const refusal = refined(error, context, config)
    const problem = refusal instanceof ProvostError ? await explained(context, config, refusal) : refusal
    if (!(problem instanceof ProvostError) || !belongsToDatabase(problem)) throw problem
    context.found.databaseProblem = problem
  }
  return { detail: describeLogin(context) }
}

/** PostgreSQL numbers a full database as it does a full server. */
const belongsToDatabase = (problem: ProvostError): boolean =>
  ofTheDatabase.has(problem.code) || (driverCode(problem) === '53300' && /for database/i.test(problem.detail))

const file = async (path: string): Promise<Outcome> => {
  const { bytes } = await lookAtFile(path)
  return { detail: `The file can be read: ${bytes.toLocaleString('en')} bytes.` }
}

const authenticate: Stage = {
  stage: 'authenticate',
  run: (context) => {
    const { config } = context.subject.record
    return config.engine === 'sqlite' ? file(config.path) : server(context, config)
  },
}

/** A damaged file may open and read well for long; this looks at the whole of a small one and gives up on a large one. */
const fileCheckMs = 1500

const openFile = async (context: StageContext): Promise<Outcome> => {
  const { subject, services, found, caller } = context
  found.database = services.sessions.openRecord(subject.record, null)
  const counted = await found.database.read({ sql: 'select count(*) from sqlite_schema', parameters: [] }, { signal: caller })
  const objects = String(counted.rows[0]?.[0] ?? '0')
  try {
    const checked = await found.database.read(
      { sql: 'select quick_check from pragma_quick_check limit 1', parameters: [] },
      { signal: caller, timeoutMs: fileCheckMs },
    )
    const verdict = String(checked.rows[0]?.[0] ?? '')
    if (verdict !== 'ok')
      throw new ProvostError('connection.file-corrupt', 'The database is damaged.', {
        detail: verdict,
        remedy: ['Make a copy of the file before anything else.', 'Restore the last backup.'],
      })
    return { detail: `The database opens with ${objects} tables, indexes and views, and passes a quick check.` }
  } catch (error) {
    if (!(error instanceof ProvostError) || error.code !== 'query.timeout') throw error
    return { detail: `The database opens with ${objects} tables, indexes and views. It is too large for a quick check here.` }
  }
}

const database: Stage = {
  stage: 'database',
  async run(context) {
    const { config } = context.subject.record
    if (config.engine === 'sqlite') return openFile(context)
    if (context.found.databaseProblem !== null) throw context.found.databaseProblem
    return { detail: config.database === '' ? 'No database is selected.' : `The database ${config.database} exists and admits this user.` }
  },
}

export const loginStages: readonly Stage[] = [authenticate, database]
