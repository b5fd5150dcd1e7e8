import { setTimeout as sleep } from 'node:timers/promises'
import { ProvostError } from '#contract/errors.ts'
import { cancelled } from '../../../foundation/processes/index.ts'
import { withLockRetries } from '../own/index.ts'
import { longerRun, sameTargets } from '../spelled-out.ts'
import type { WorkOn } from '../tool.ts'
import { alembicProblem } from './failure.ts'
import { findAlembic, type InstalledAlembic } from './installed.ts'
import type { AlembicSource } from './source.ts'
import { startAlembic } from './start-alembic.ts'
import { makeWorkplace, type Workplace } from './workplace.ts'

/** Lines of one run that are kept in the target's log, and of each its beginning: a migration may print every row it moves. */
const mostLines = 500
const mostCharacters = 2000
/** The end of its words, in which the failure's cause is looked for. */
const lastLines = 12

/** Where no statement may take longer than a limit, neither may alembic take longer than that for each revision, and this to begin. */
const startMs = 60_000

const toolMissing = (source: AlembicSource): ProvostError =>
  new ProvostError('migration.tool-missing', 'The project’s alembic is not installed on this machine.', {
    detail: `Looked in .venv, venv and env of ${source.project.directory} and above it, and on the PATH.`,
    remedy: [
      'Install it as the project says, in a virtual environment .venv of its folder.',
      'What is applied and what is pending can be told without it.',
    ],
  })

/** Cuts text into lines as it comes. */
const byLine = (tell: (line: string) => void): ((text: string) => void) => {
  let rest = ''
  return (text) => {
    const lines = (rest + text).split(/\r?\n/)
    rest = (lines.pop() ?? '').slice(-mostCharacters)
    for (const line of lines) tell(line)
    if (rest !== '' && text === '') {
      tell(rest)
      rest = ''
    }
  }
}

/** Ends in the server what a killed alembic left running, and waits until it is gone: its last statement could still commit. */
const endSessions = async (work: WorkOn, workplace: Workplace): Promise<void> => {
  const { session } = work
  if (session.engine === 'sqlite' || !session.healthy) return
  for (const number of await workplace.sessions()) {
    try {
      if (session.engine === 'mysql') await session.command(`kill ${number}`)
      else await session.rows({ sql: 'select pg_terminate_backend($1::int)::text', parameters: [number] })
    } catch {
      // It is gone already, or not this login's to end; either shows below.
    }
  }
  const left =
    session.engine === 'mysql'
      ? 'select count(*) from information_schema.processlist where id = ?'
      : 'select count(*)::text from pg_stat_activity where pid = $1::int'
  for (const number of await workplace.sessions()) {
    for (let attempt = 0; attempt < 50; attempt++) {
      const [[count] = []] = await session.rows({ sql: left, parameters: [number] })
      if (String(count) === '0') break
      await sleep(100)
    }
  }
}

/** Once, with a folder of its own: its settings are gone when alembic has read them. */
const runOnce = async (
  work: WorkOn,
  source: AlembicSource,
  installed: InstalledAlembic,
  args: readonly string[],
  revisions: number,
): Promise<void> => {
  if (work.signal.aborted) throw cancelled(work.signal)
  const workplace = await makeWorkplace(work, source)
  const said: string[] = []
  let told = 0
  const hear = (line: string): void => {
    const text = workplace.redact(line).slice(0, mostCharacters)
    if (text.trim() === '') return
    said.push(text)
    if (said.length > lastLines) said.shift()
    told += 1
    if (told <= mostLines) work.log('info', text)
    if (told === mostLines + 1) work.log('warning', `alembic said more than ${mostLines} lines; the others are left out`)
  }
  const [output, words] = [byLine(hear), byLine(hear)]
  work.log('info', `${installed.path}${installed.version === null ? '' : ` ${installed.version}`}: alembic ${args.join(' ')}`)
  const program = startAlembic(installed, source, workplace, args, { onOutput: output, onWords: words })
  const { statementTimeoutMs } = work.limits
  let late = false
  // The program does not keep this process alive; whoever waits for it does.
  const alive = setInterval(() => {}, 60_000)
  const end = (): void => program.end()
  const timer =
    statementTimeoutMs === 0
      ? undefined
      : setTimeout(
          () => {
            late = true
            end()
          },
          startMs + statementTimeoutMs * Math.max(revisions, 1),
        )
  work.signal.addEventListener('abort', end, { once: true })
  try {
    const { code } = await program.ended
    output('')
    words('')
    if (code === 0) return
    await endSessions(work, workplace)
    if (work.signal.aborted) throw cancelled(work.signal)
    if (late)
      throw new ProvostError('migration.statement-timeout', `alembic ${args.join(' ')} took too long and was ended.`, {
        detail: `${revisions} revisions, ${statementTimeoutMs} ms for each`,
        remedy: [
          `See how the database stands before going on: provost migrate status${sameTargets}`,
          longerRun[args[0] === 'downgrade' ? 'rollback' : 'apply'],
        ],
      })
    throw alembicProblem(await workplace.failure(), work, args.join(' '), { said, code })
  } finally {
    clearInterval(alive)
    clearTimeout(timer)
    work.signal.removeEventListener('abort', end)
    await workplace.remove()
  }
}

/**
 * Runs the project's own alembic on one database. What it says goes to the target's log. It is killed with Provost, when the call
 * is cancelled and when it takes too long, with what it left running in the server. A lock that it does not get in time is tried for
 * again, as long as nothing of the revision that wanted it is in the database: from the revisions that are done alembic goes on by itself.
 * @throws ProvostError `migration.lock-timeout`, `migration.statement-timeout`, `migration.tool-failed`
 */
export const runAlembic = async (work: WorkOn, source: AlembicSource, args: readonly string[], revisions: number): Promise<void> => {
  const installed: InstalledAlembic | null = source.installed ?? (await findAlembic(source.project.directory))
  if (installed === null) throw toolMissing(source)
  await withLockRetries(work, `alembic ${args.join(' ')}`, () => runOnce(work, source, installed, args, revisions))
}
