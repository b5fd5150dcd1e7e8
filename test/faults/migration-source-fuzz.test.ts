import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProvostError } from '../../src/contract/errors.ts'
import { readAlembicSource } from '../../src/main/capabilities/migrations/alembic/index.ts'
import { readPythonModule } from '../../src/main/capabilities/migrations/alembic/python-constants.ts'
import { PythonUnreadable } from '../../src/main/capabilities/migrations/alembic/python-strings.ts'
import { readPrismaSource } from '../../src/main/capabilities/migrations/prisma/index.ts'
import { readSource } from '../../src/main/capabilities/migrations/sources/read-source.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pv-fuzz-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** Pieces of which revision files are made, and such as break them. */
const pieces = fc.constantFrom(
  ...[
    'revision',
    ' = ',
    "'a1'",
    '"b',
    '"""',
    "'''",
    '\n',
    '\\',
    '\\\n',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    'None',
    ': str',
    '#',
    'f"',
    "rb'",
  ],
  ...[
    'down_revision = ',
    'depends_on = ',
    'branch_labels = ',
    'def downgrade():',
    '    ',
    ';',
    '\u0000',
    '\uFEFF',
    '\u2028',
    'é',
    '{x}',
    '%(here)s',
  ],
)
const pythonText = fc.oneof(
  fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
  fc.string({ maxLength: 200 }),
)
const bytes = fc.oneof(
  pythonText.map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
)

/** Whatever the files hold, reading ends in a source, or in words with a remedy. */
const endsInWords = async (reading: Promise<{ readonly problems: readonly { readonly remedy: readonly string[] }[] }>): Promise<void> => {
  try {
    const { problems } = await reading
    expect(Array.isArray(problems)).toBe(true)
  } catch (error) {
    expect(error).toBeInstanceOf(ProvostError)
    expect((error as ProvostError).code).toMatch(/^migration\./)
    expect((error as ProvostError).remedy.length).toBeGreaterThan(0)
  }
}

const fresh = async (files: Readonly<Record<string, Buffer | string>>): Promise<string> => {
  const folder = await mkdtemp(join(root, 'f-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}

describe('the readers of other tools’ projects', () => {
  it('take any Python text for a module or say where it is none', () => {
    fc.assert(
      fc.property(pythonText, (text) => {
        try {
          expect(readPythonModule(text).assigned).toBeInstanceOf(Map)
        } catch (error) {
          expect(error).toBeInstanceOf(PythonUnreadable)
        }
      }),
      { numRuns: 5000 },
    )
  })

  it('survive any bytes in an Alembic project', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, bytes, bytes, bytes, fc.boolean(), async (ini, env, one, two, sound) => {
        const settings = sound
          ? '[alembic]\nscript_location = db\n'
          : Buffer.concat([Buffer.from('[alembic]\nscript_location = db\n'), ini])
        const folder = await fresh({
          'alembic.ini': settings,
          'pyproject.toml': ini,
          'db/env.py': env,
          'db/versions/one.py': one,
          'db/versions/two.py': two,
        })
        await endsInWords(readAlembicSource(folder))
        await endsInWords(readSource(folder))
      }),
      { numRuns: 150 },
    )
  })

  it('survive any bytes in a Prisma project', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, bytes, bytes, async (lock, script, config) => {
        const folder = await fresh({
          'prisma/migrations/migration_lock.toml': lock,
          'prisma/migrations/1_a/migration.sql': script,
          'prisma.config.ts': config,
          'package.json': config,
        })
        await endsInWords(readPrismaSource(folder))
      }),
      { numRuns: 150 },
    )
  })

  it('survive graphs of any shape', async () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    const names = fc.array(ids, { maxLength: 3 }).map((list) => `(${list.map((id) => `'${id}',`).join('')})`)
    const files = fc.array(fc.tuple(ids, names, names, names), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(files, async (revisions) => {
        const folder = await fresh({ 'alembic.ini': '[alembic]\nscript_location = db\n', 'db/env.py': '', 'db/versions/readme': '' })
        for (const [index, [id, down, depends, labels]] of revisions.entries())
          await writeFile(
            join(folder, 'db/versions', `r${index}.py`),
            `revision = '${id}'\ndown_revision = ${down}\ndepends_on = ${depends}\nbranch_labels = ${labels}\n`,
          )
        const source = await readAlembicSource(folder)
        const listed = source.migrations('sqlite').map(({ version }) => version)
        expect(new Set(listed).size).toBe(listed.length)
        expect([...listed].sort()).toEqual([...source.graph.revisions.keys()].sort())
      }),
      { numRuns: 200 },
    )
  })

  it('read large files at once, and refuse those that are too large', async () => {
    const long = `revision = 'a1'\ndown_revision = None\ndef upgrade():\n${"    op.execute('insert into t values (1)')\n".repeat(150_000)}`
    const folder = await fresh({
      'alembic.ini': '[alembic]\nscript_location = db\n',
      'db/env.py': '',
      'db/versions/long.py': long,
      'db/versions/deep.py': `revision = ${'('.repeat(200_000)}'b1'${')'.repeat(200_000)}\ndown_revision = None\n`,
      'db/versions/huge.py': Buffer.alloc(17_000_000, ' '),
    })
    const begun = performance.now()
    const source = await readAlembicSource(folder)
    expect(performance.now() - begun).toBeLessThan(10_000)
    expect(source.migrations('sqlite').map(({ version }) => version)).toEqual(['a1'])
    expect(source.problems).toHaveLength(2)
  })

  it('end on folders that lead to themselves', async () => {
    const folder = await fresh({
      'alembic.ini': '[alembic]\nscript_location = db\nrecursive_version_locations = true\n',
      'db/env.py': '',
      'db/versions/a.py': "revision = 'a'\ndown_revision = None\n",
    })
    await symlink(join(folder, 'db/versions'), join(folder, 'db/versions/again'))
    expect((await readAlembicSource(folder)).migrations('sqlite')).toHaveLength(1)
  })
})
