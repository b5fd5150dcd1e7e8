import { expect, it } from 'vitest'
import type { MigrationSourceView } from '#contract/migrations.ts'
import { noVersionWhyNot } from './source-versions.ts'

const view = (...versions: readonly string[]) =>
  ({ tool: 'provost', migrations: versions.map((version) => ({ version })) }) as unknown as MigrationSourceView

it('a version can be named once the versions of the source are known, and until then it is said why not', () => {
  expect(noVersionWhyNot({ views: [], error: null, loading: true })).toBe('The versions of the source are being read.')
  expect(noVersionWhyNot({ views: [], error: new Error('gone'), loading: false })).toBe('The versions of the source could not be read.')
  expect(noVersionWhyNot({ views: [view()], error: null, loading: false })).toBe('The source has no version.')
  expect(noVersionWhyNot({ views: [view('0001')], error: null, loading: true })).toBeNull()
})
