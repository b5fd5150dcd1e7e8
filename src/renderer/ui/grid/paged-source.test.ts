import { describe, expect, it } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { type FetchedPage, PagedSource, type Place, retryLost } from './paged-source.ts'

interface TableOptions {
  readonly capAt?: number
  readonly failOnce?: boolean
}

/** A table of numbers with cursors, as the database pages it. */
const tableOf = (length: number, options: TableOptions = {}) => {
  const asked: Place[] = []
  let failing = options.failOnce === true
  const fetch = async (place: Place, limit: number, signal: AbortSignal): Promise<FetchedPage<number>> => {
    asked.push(place)
    await Promise.resolve()
    signal.throwIfAborted()
    if (failing) {
      failing = false
      throw new ProvostError('table.gone', 'The table is gone.')
    }
    const most = Math.min(limit, options.capAt ?? limit)
    let from = place.from === 'position' ? place.position : place.from === 'after' ? Number(place.cursor) + 1 : 0
    let to = Math.min(length, from + most)
    if (place.from === 'before') {
      to = Number(place.cursor)
      from = Math.max(0, to - most)
    }
    const rows = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
    return { rows, next: to < length ? String(to - 1) : null, previous: from > 0 ? String(from) : null }
  }
  return { fetch, asked }
}

const open = (length: number, more: Partial<ConstructorParameters<typeof PagedSource<number>>[0]> & TableOptions = {}) => {
  const table = tableOf(length, more)
  const source = new PagedSource<number>({
    fetch: table.fetch,
    total: length,
    exact: true,
    pageSize: 10,
    problemOf: (error) => (error instanceof ProvostError ? error : new ProvostError('internal.fault', String(error))),
    ...more,
  })
  return { source, asked: table.asked }
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn++) await Promise.resolve()
}

describe('rows page by page', () => {
  it('asks for the first page at once and shows its rows', async () => {
    const { source } = open(35)
    expect(source.loading).toBe(true)
    await settled()
    expect([source.row(0), source.row(9), source.row(10)]).toEqual([0, 9, undefined])
    expect(source.loading).toBe(false)
  })

  it('goes on by the cursor of the page before', async () => {
    const { source, asked } = open(100)
    await settled()
    source.show(8, 14)
    await settled()
    expect(source.row(14)).toBe(14)
    expect(asked).toEqual([{ from: 'start' }, { from: 'after', cursor: '9' }])
  })

  it('jumps by position and comes back by the cursor of the page after', async () => {
    const { source, asked } = open(1000, { keep: 0 })
    await settled()
    source.show(500, 505)
    await settled()
    source.show(490, 499)
    await settled()
    expect(source.row(495)).toBe(495)
    expect(asked.slice(1)).toEqual([
      { from: 'position', position: 500 },
      { from: 'before', cursor: '500' },
    ])
  })

  it('reaches a far page by walking where there is no position', async () => {
    const { source, asked } = open(200, { reach: 'walk' })
    await settled()
    source.show(50, 52)
    await settled()
    expect(source.row(51)).toBe(51)
    expect(asked.every((place) => place.from !== 'position')).toBe(true)
  })

  it('lets far pages go, so that memory stays flat however far one scrolls', async () => {
    const { source } = open(100_000, { keep: 4 })
    for (let position = 0; position < 100_000; position += 1000) {
      source.show(position, position + 9)
      await settled()
      expect(source.row(position)).toBe(position)
    }
    expect(source.pagesHeld).toBeLessThanOrEqual(5)
  })

  it('puts a page together that the byte cap cut short, forwards and backwards', async () => {
    const { source } = open(100, { capAt: 3, keep: 0 })
    await settled()
    expect(Array.from({ length: 10 }, (_, index) => source.row(index))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    source.show(50, 55)
    await settled()
    source.show(40, 49)
    await settled()
    expect(Array.from({ length: 10 }, (_, index) => source.row(40 + index))).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49])
  })

  it('takes the end it meets for the exact total', async () => {
    const { source } = open(33, { total: 60, exact: false })
    await settled()
    source.show(55, 59)
    for (let turn = 0; turn < 10; turn++) {
      await settled()
      source.show(Math.max(0, source.total - 5), source.total - 1)
    }
    await settled()
    expect([source.total, source.exact, source.row(32)]).toEqual([33, true, 32])
  })

  it('grows beyond an estimate that was too low', async () => {
    const { source } = open(95, { total: 10, exact: false })
    await settled()
    expect([source.total > 10, source.exact]).toEqual([true, false])
    for (let turn = 0; turn < 12; turn++) {
      source.show(source.total - 3, source.total - 1)
      await settled()
    }
    expect([source.total, source.exact]).toEqual([95, true])
  })

  it('keeps the rows of before on a refresh until the new ones arrive', async () => {
    const { source, asked } = open(35)
    await settled()
    source.refresh()
    expect(source.row(3)).toBe(3)
    await settled()
    expect(asked).toHaveLength(2)
  })

  it('says why rows are missing and reads them on retry', async () => {
    const { source } = open(35, { failOnce: true })
    await settled()
    expect(source.problem?.code).toBe('table.gone')
    source.retry()
    await settled()
    expect([source.problem, source.row(0)]).toEqual([null, 0])
  })

  it('reads rows that are not in memory for copying', async () => {
    const { source } = open(100)
    await settled()
    const rows = await source.read(5, 24, new AbortController().signal)
    expect(rows).toEqual(Array.from({ length: 20 }, (_, index) => index + 5))
  })

  it('knows an empty table', async () => {
    const { source } = open(0, { total: 40, exact: false })
    await settled()
    expect([source.total, source.exact, source.loading]).toEqual([0, true, false])
  })
})

it('reads again what was missing because the bridge was gone, once it is back', async () => {
  let gone = true
  const source = new PagedSource<number>({
    total: 3,
    exact: true,
    problemOf: () => new ProvostError('bridge.closed', 'Gone.'),
    fetch: async () => {
      if (gone) throw new Error('gone')
      return { rows: [1, 2, 3], next: null, previous: null }
    },
  })
  await settled()
  expect([source.problem?.code, source.row(0)]).toEqual(['bridge.closed', undefined])
  gone = false
  retryLost()
  await settled()
  expect([source.problem, source.row(0)]).toEqual([null, 1])
  source.close()
})
