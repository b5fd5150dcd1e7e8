import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseIni, readOption } from './ini-file.ts'
import { findAlembicProject, looksLikeAlembic } from './project.ts'
import { readAlembicSource } from './source.ts'
import { readTomlTable } from './toml-table.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provost-alembic-test-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}
const revision = (id: string, down: string): string => `revision = '${id}'\ndown_revision = ${down}\ndef upgrade(): pass\n`

describe('an ini file', () => {
  it('is read as Python’s ConfigParser reads it', () => {
    const ini = parseIni(
      '[DEFAULT]\nshared = s\n[alembic]\n# a comment\nKey = one\n  two\n\n  ; not this\n  three\nother: x = y\nempty =\nplace = %(here)s/%(shared)s/%%/%(nobody)s\n[logger]\nformat = %(message)s\n',
    )
    const read = (name: string): string | null => readOption(ini, 'alembic', name, { here: '/p' })
    expect(read('key')).toBe('one\ntwo\n\nthree')
    expect(read('other')).toBe('x = y')
    expect(read('empty')).toBe('')
    expect(read('place')).toBe('/p/s/%/%(nobody)s')
    expect(read('shared')).toBe('s')
    expect(read('nothing')).toBeNull()
  })

  it('does not follow a name that leads to itself forever', () => {
    expect(readOption(parseIni('[a]\nx = %(y)s\ny = %(x)s%(x)s\n'), 'a', 'x', {})).toContain('%(')
  })
})

describe('a table of pyproject.toml', () => {
  it('gives strings, lists and switches', () => {
    const table = readTomlTable(
      '[project]\nname = "p"\n\n[tool.alembic]\nscript_location = "%(here)s/db" # here\nversion_locations = [\n  "%(here)s/a", # one\n  \'C:\\b\',\n]\nrecursive_version_locations = true\nnumber = 5\nlong = """\nx"""\n[[tool.alembic.post_write_hooks]]\nname = "black"\n[tool.other]\nscript_location = "no"\n',
      'tool.alembic',
    )
    expect([...(table ?? [])]).toEqual([
      ['script_location', '%(here)s/db'],
      ['version_locations', ['%(here)s/a', 'C:\\b']],
      ['recursive_version_locations', true],
      ['long', 'x'],
    ])
    expect(readTomlTable('[tool.other]\n', 'tool.alembic')).toBeNull()
  })
})

describe('an Alembic project', () => {
  it.each([
    ['spaces', 'version_locations = %(here)s/a %(here)s/b'],
    ['commas', 'version_locations = %(here)s/a, %(here)s/b'],
    ['the system’s separator', 'version_locations = %(here)s/a:%(here)s/b\nversion_path_separator = os'],
    ['colons', 'version_locations = a:b\npath_separator = :'],
    ['semicolons', 'version_locations = a;b\nversion_path_separator = ;'],
    ['lines', 'version_locations =\n  a\n  b\npath_separator = newline'],
  ])('has its version locations separated by %s', async (_, line) => {
    write({ 'alembic.ini': `[alembic]\nscript_location = db\n${line}\n`, 'db/env.py': '' })
    const project = await findAlembicProject(folder)
    expect(project?.versionLocations).toEqual([join(folder, 'a'), join(folder, 'b')])
    expect(project?.scriptLocation).toBe(join(folder, 'db'))
  })

  it('is refused with an unknown separator, and without a script location', async () => {
    write({ 'alembic.ini': '[alembic]\nscript_location = db\nversion_locations = a\npath_separator = pipe\n' })
    await expect(findAlembicProject(folder)).rejects.toMatchObject({
      code: 'migration.source-invalid',
      detail: expect.stringContaining('pipe'),
    })
    write({ 'alembic.ini': '[alembic]\n' })
    await expect(findAlembicProject(folder)).rejects.toMatchObject({ code: 'migration.source-invalid' })
    write({ 'alembic.ini': '[other]\n' })
    await expect(findAlembicProject(folder)).rejects.toMatchObject({ code: 'migration.source-invalid' })
  })

  it.each([
    ['a section', '[alembic]\nscript_location = db\n[alembic]\nversion_locations = a\n', 'the section [alembic]'],
    ['a section of no concern here', '[alembic]\nscript_location = db\n[loggers]\n[loggers]\n', 'the section [loggers]'],
    ['an option', '[alembic]\nscript_location = db\nSCRIPT_LOCATION = other\n', 'the option script_location in [alembic]'],
  ])('is refused with %s twice, as ConfigParser refuses it', async (_, text, named) => {
    write({ 'alembic.ini': text, 'db/env.py': '' })
    await expect(findAlembicProject(folder)).rejects.toMatchObject({
      code: 'migration.source-invalid',
      detail: expect.stringContaining(named),
      remedy: [expect.stringContaining('once')],
    })
  })

  it('may begin DEFAULT again, which ConfigParser takes', async () => {
    write({ 'alembic.ini': '[DEFAULT]\na = db\n[alembic]\nscript_location = %(a)s\n[DEFAULT]\nb = 1\n', 'db/env.py': '' })
    expect((await findAlembicProject(folder))?.scriptLocation).toBe(join(folder, 'db'))
  })

  it('may have its scripts in a package, found through the path it gives Python', async () => {
    write({
      'alembic.ini': '[alembic]\nscript_location = app.db:migrations\nprepend_sys_path = backend\n',
      'backend/app/db/migrations/env.py': '',
    })
    expect((await findAlembicProject(folder))?.scriptLocation).toBe(join(folder, 'backend/app/db/migrations'))
    write({ 'alembic.ini': '[alembic]\nscript_location = gone:migrations\n' })
    await expect(findAlembicProject(folder)).rejects.toMatchObject({ detail: expect.stringContaining('gone:migrations') })
  })

  it('may keep its settings in pyproject.toml', async () => {
    write({ 'pyproject.toml': '[tool.alembic]\nscript_location = "%(here)s/db"\nversion_locations = ["%(here)s/v"]\n', 'db/env.py': '' })
    expect(await looksLikeAlembic(folder)).toBe(true)
    expect((await findAlembicProject(folder))?.versionLocations).toEqual([join(folder, 'v')])
  })

  it('is found from its script folder too', async () => {
    write({ 'alembic.ini': '[alembic]\nscript_location = db\n', 'db/env.py': '', 'db/versions/a1.py': revision('a1', 'None') })
    expect(await looksLikeAlembic(join(folder, 'db'))).toBe(true)
    expect((await readAlembicSource(join(folder, 'db'))).directory).toBe(folder)
  })

  it('reads Python files that are revisions, and no others, each once', async () => {
    write({
      'alembic.ini': '[alembic]\nscript_location = db\nrecursive_version_locations = true\n',
      'db/env.py': 'context.configure(connection=c, version_table="my_versions", version_table_schema="ops")\n',
      'db/versions/__init__.py': 'syntax error (',
      'db/versions/.#a1.py': 'syntax error (',
      'db/versions/notes.txt': '',
      'db/versions/a1.py': revision('a1', 'None'),
      'db/versions/2024/b1.py': `# -*- coding: latin-1 -*-\n${revision('b1', "'a1'")}`,
      'db/versions/2024/__pycache__/c1.py': revision('c1', "'b1'"),
    })
    symlinkSync(join(folder, 'db/versions/a1.py'), join(folder, 'db/versions/again.py'))
    const source = await readAlembicSource(folder)
    expect(source.problems).toEqual([])
    expect(source.migrations('sqlite').map(({ version, file }) => [version, file.endsWith('.py')])).toEqual([
      ['a1', true],
      ['b1', true],
    ])
    expect(source.versionTable).toEqual({ name: 'my_versions', schema: 'ops' })
  })

  it.each([
    ['no revision', 'x = 1\n', /declares no revision/],
    ['no down_revision', "revision = 'a1'\n", /does not say what it follows/],
    ['a computed down_revision', "revision = 'a1'\ndown_revision = f()\n", /down_revision .* not written as a constant/],
    ['a number for a revision', 'revision = 5\ndown_revision = None\n', /revision .* not written as a constant/],
    ['a revision with a sign', "revision = 'a-1'\ndown_revision = None\n", /does not allow/],
    ['a string that does not end', "revision = 'a1\n", /not valid Python/],
  ])('tells a file with %s', async (_, text, words) => {
    write({ 'alembic.ini': '[alembic]\nscript_location = db\n', 'db/env.py': '', 'db/versions/zz_wrong.py': text })
    const { problems } = await readAlembicSource(folder)
    expect(problems).toMatchObject([
      { code: 'migration.source-invalid', title: expect.stringMatching(words), detail: expect.stringContaining('zz_wrong.py') },
    ])
  })

  it('takes an old file’s revision from its name, and tells a computed version table', async () => {
    write({
      'alembic.ini': '[alembic]\nscript_location = db\n',
      'db/env.py': 'context.configure(version_table=settings.table)\n',
      'db/versions/1a2b3c.py': 'down_revision = None\n',
    })
    const source = await readAlembicSource(folder)
    expect(source.migrations('sqlite').map(({ version }) => version)).toEqual(['1a2b3c'])
    expect(source.problems).toMatchObject([{ title: expect.stringContaining('version_table') }])
  })
})
