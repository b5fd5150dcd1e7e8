import { expect, it } from 'vitest'
import type { MigrationSourceView } from '#contract/migrations.ts'
import { filePaths, newMigrationWhyNot } from './new-migration-why-not.ts'

const view = (tool: MigrationSourceView['tool']) => ({ tool }) as unknown as MigrationSourceView

it('makes migrations in folders of Provost’s own kind, and says why elsewhere not', () => {
  expect(newMigrationWhyNot('/srv/migrations', [view('provost')])).toBeNull()
  expect(newMigrationWhyNot(undefined, [view('provost')])).toMatch(/^Blueprints ship with Provost/)
  expect(newMigrationWhyNot('/srv/project', [view('prisma')])).toMatch(/prisma migrate dev --create-only/)
  expect(newMigrationWhyNot('/srv/project', [view('alembic')])).toMatch(/alembic revision -m/)
  expect(newMigrationWhyNot('/srv/migrations', [])).toBe('The source is not read yet.')
})

it('writes paths as the machine of the folder does', () => {
  expect(filePaths('/srv/migrations/', ['sqlite/0001_a.up.sql'])).toEqual(['/srv/migrations/sqlite/0001_a.up.sql'])
  expect(filePaths('C:\\migrations', ['sqlite\\0001_a.up.sql'])).toEqual(['C:\\migrations\\sqlite\\0001_a.up.sql'])
})
