import { describe, expect, it } from 'vitest'
import { foldedPrefix, marksOf, shortVersion, versionOrder } from './versions.ts'

const problem = (
  code: 'migration.checksum-drift' | 'migration.out-of-order' | 'migration.failed-row' | 'migration.unknown-version',
  title: string,
) => ({
  code,
  title,
  detail: '',
  remedy: [],
  retryable: false,
})

describe('the order of versions', () => {
  it('is the source’s where it is known', () => {
    expect(versionOrder([['0001'], ['0001', '0002']], ['0001', '0002', '0003'])).toEqual(['0001', '0002', '0003'])
  })

  it('puts what the source lacks behind what it follows', () => {
    expect(
      versionOrder(
        [
          ['0001', '0001b', '0002'],
          ['0001', '0002', '0009'],
        ],
        ['0001', '0002'],
      ),
    ).toEqual(['0001', '0001b', '0002', '0009'])
    expect(
      versionOrder([
        ['b', 'c'],
        ['a', 'b'],
      ]),
    ).toEqual(['a', 'b', 'c'])
  })
})

describe('what a version is to a target', () => {
  const order = ['0001', '0002', '0003', '0004']

  it('is applied, pending or of another source', () => {
    const marks = marksOf({ applied: ['0001'], pending: ['0003'], problems: [], state: 'behind' }, order)
    expect([...marks.values()]).toEqual(['applied', 'none', 'pending', 'none'])
  })

  it('is drifted, out of order, unknown or failed where a problem names it', () => {
    const marks = marksOf(
      {
        applied: ['0001', '0003', '0004'],
        pending: ['0002'],
        state: 'drifted',
        problems: [
          problem('migration.checksum-drift', 'The file of 0001 was changed after it was applied.'),
          problem('migration.out-of-order', '0002 would be applied after 0003.'),
          problem('migration.unknown-version', 'The ledger has 0004, which the source has not.'),
        ],
      },
      order,
    )
    expect([...marks.values()]).toEqual(['drifted', 'out-of-order', 'applied', 'unknown'])
  })

  it('is failed: the one named, else the first that is pending', () => {
    const failed = { applied: ['0001'], pending: ['0002', '0003'], state: 'failed' as const }
    expect(marksOf({ ...failed, problems: [problem('migration.failed-row', '0003 began and did not end.')] }, order).get('0003')).toBe(
      'failed',
    )
    expect(marksOf({ ...failed, problems: [] }, order).get('0002')).toBe('failed')
  })
})

describe('folding what everybody has', () => {
  const order = Array.from({ length: 20 }, (_, index) => String(index + 1).padStart(4, '0'))

  it('leaves the last common ones in view', () => {
    expect(
      foldedPrefix(order, [
        { applied: order.slice(0, 18), state: 'behind' },
        { applied: order, state: 'current' },
      ]),
    ).toBe(16)
  })

  it('takes no notice of those that did not answer', () => {
    expect(
      foldedPrefix(order, [
        { applied: [], state: 'unreachable' },
        { applied: order, state: 'current' },
      ]),
    ).toBe(18)
  })

  it('folds nothing where all fit, or where little is common', () => {
    expect(foldedPrefix(order.slice(0, 14), [{ applied: order, state: 'current' }])).toBe(0)
    expect(foldedPrefix(order, [{ applied: order.slice(0, 3), state: 'behind' }])).toBe(0)
  })
})

it('shortens what a heading cannot hold', () => {
  expect(shortVersion('0044')).toBe('0044')
  expect(shortVersion('20240101120000_init')).toBe('init')
  expect(shortVersion('ae1027a6acf3')).toBe('ae102')
})
