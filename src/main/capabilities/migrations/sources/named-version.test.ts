import { expect, it } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { namedVersion } from './named-version.ts'
import type { MigrationSource } from './source.ts'

const sourceOf = (...versions: string[]): MigrationSource => ({
  tool: 'provost',
  title: 'test',
  directory: null,
  engines: ['sqlite'],
  migrations: () => versions.map((version) => ({ version, name: version, sha256: '', sql: '', downSql: null, file: version })),
  problems: [],
})

const named = (written: string, ...versions: string[]): string => namedVersion(sourceOf(...versions), ['sqlite'], written)

it('takes a number with or without its leading zeros', () => {
  expect(named('4', '0001', '0004', '0040')).toBe('0004')
  expect(named('0004', '0001', '0004')).toBe('0004')
  expect(named('00004', '0004')).toBe('0004')
})

it('takes the beginning of one name only', () => {
  expect(named('20240102', '20240101000000_one', '20240102000000_two')).toBe('20240102000000_two')
  expect(named('ae1', 'ae1027a6acf', 'b10')).toBe('ae1027a6acf')
  expect(() => named('2024', '20240101000000_one', '20240102000000_two')).toThrow(ProvostError)
})

it('leaves what fits none as it was written', () => {
  expect(named('9', '0001')).toBe('9')
  expect(named('', '0001')).toBe('')
})
