import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll } from 'vitest'

const run = promisify(execFile)

/** A revision to be written: `table` is what it makes, so that its effect can be seen. */
export interface Planned {
  readonly revision: string
  readonly down: string
  readonly more?: string
  readonly folder?: string
  readonly annotated?: boolean
  readonly upgrade?: string
  readonly downgrade?: string
}

const folders: string[] = []
afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

export const temporaryFolder = async (name: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), `pv-${process.pid}-${name}-`))
  folders.push(folder)
  return folder
}

const revisionText = ({ revision, down, more = '', annotated = false, upgrade, downgrade }: Planned): string => {
  const declared = annotated
    ? ['from typing import Sequence, Union', `revision: str = '${revision}'`, `down_revision: Union[str, Sequence[str], None] = ${down}`]
    : [`revision = "${revision}"`, `down_revision = ${down}`]
  return `"""Table ${revision}

Revision ID: ${revision}
"""
from alembic import op
import sqlalchemy as sa
${declared.join('\n')}
${more}


def upgrade():
    ${upgrade ?? `op.create_table("t_${revision}", sa.Column("id", sa.Integer, primary_key=True))`}


def downgrade():
    ${downgrade ?? `op.drop_table("t_${revision}")`}
`
}

/** What `alembic init` writes, in short: the URL from the settings. */
export const plainEnv = `from logging.config import fileConfig
from alembic import context
from sqlalchemy import engine_from_config, pool

config = context.config
fileConfig(config.config_file_name, disable_existing_loggers=False)

if context.is_offline_mode():
    context.configure(url=config.get_main_option("sqlalchemy.url"), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = engine_from_config(config.get_section(config.config_ini_section), prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
`

const logging = `
[loggers]
keys = root,alembic
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = WARN
handlers = console
qualname =
[logger_alembic]
level = INFO
handlers =
qualname = alembic
[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic
[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
`

/** Two branches from one base that meet again, a second root whose head depends on one of them, in two folders. */
export const branchedRevisions: readonly Planned[] = [
  { revision: 'base1', down: 'None' },
  { revision: 'left1', down: '"base1"', annotated: true },
  { revision: 'left2', down: "('left1',)" },
  { revision: 'right1', down: "'base1'", more: 'branch_labels = ("right",)', folder: 'more' },
  { revision: 'right2', down: "('right' '1')", annotated: true, folder: 'more' },
  { revision: 'merge1', down: "('left2', 'right2')" },
  { revision: 'top1', down: '"merge1"' },
  { revision: 'extra1', down: 'None', more: "branch_labels = 'extra'\ndepends_on = None", folder: 'more' },
  { revision: 'extra2', down: '"extra1"', more: 'depends_on = "right1"' },
  { revision: 'extra3', down: '"extra2"', more: 'depends_on: str = "left2"' },
]

export interface ProjectOptions {
  readonly revisions?: readonly Planned[]
  readonly env?: string
  readonly url?: string
  readonly settings?: string
}

/** Writes an Alembic project and gives its folder. */
export const makeAlembicProject = async (options: ProjectOptions = {}): Promise<string> => {
  const { revisions = branchedRevisions, env = plainEnv, url = 'sqlite://', settings = '' } = options
  const folder = await temporaryFolder('alembic')
  for (const name of ['migrations/versions', 'migrations/more']) await mkdir(join(folder, name), { recursive: true })
  const locations = '%(here)s/migrations/versions:%(here)s/migrations/more'
  const main = `[alembic]\nscript_location = %(here)s/migrations\nversion_locations = ${locations}\nversion_path_separator = :\n`
  await writeFile(join(folder, 'alembic.ini'), `${main}sqlalchemy.url = ${url.replaceAll('%', '%%')}\n${settings}${logging}`)
  await writeFile(join(folder, 'migrations', 'env.py'), env)
  await writeFile(join(folder, 'migrations', 'versions', '__init__.py'), '')
  for (const each of revisions)
    await writeFile(join(folder, 'migrations', each.folder ?? 'versions', `${each.revision}_table.py`), revisionText(each))
  return folder
}

/** Runs the machine's own alembic in a project, as a person would. */
export const alembic = async (folder: string, ...args: string[]): Promise<{ readonly output: string; readonly words: string }> => {
  const { stdout, stderr } = await run('alembic', args, { cwd: folder, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } })
  return { output: stdout, words: stderr }
}

/** Each step as the program `alembic` does it, in one process: Python takes longer to load it than it takes to migrate. */
const manySteps = `import json, sys
from alembic.config import main
for folder, args in json.loads(sys.stdin.read()):
    main(["-c", folder + "/alembic.ini", *args])
    sys.stderr.flush()
    print("step done", file=sys.stderr, flush=True)
`

/** What alembic said of each of many steps, in order, in as many projects as named. */
export const alembicEach = async (steps: readonly (readonly [folder: string, ...args: string[]])[]): Promise<readonly string[]> => {
  const program = (await run('sh', ['-c', 'command -v alembic'])).stdout.trim()
  const python = /^#!\s*(\S+)/.exec(await readFile(program, 'utf8'))?.[1]
  if (python === undefined) throw new Error(`${program} names no Python`)
  const running = run(python, ['-c', manySteps], { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }, maxBuffer: 2 ** 24 })
  running.child.stdin?.end(JSON.stringify(steps.map(([folder, ...args]) => [folder, args])))
  return (await running).stderr.split('step done\n').slice(0, -1)
}

/** The revisions that alembic says it ran, in order. */
export const ranRevisions = (words: string): string[] =>
  [...words.matchAll(/Running (?:upgrade|downgrade) [^\n]*?-> ([\w, ]*)[,\n]/g)].map(
    (match) => (match[1] ?? '').split(',')[0]?.trim() ?? '',
  )
