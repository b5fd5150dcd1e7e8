import { expect, it } from 'vitest'
import { marked, type PaletteItem, paletteGroups } from './palette-items.ts'

const item = (section: PaletteItem['section'], title: string, more: Partial<PaletteItem> = {}): PaletteItem => ({
  id: `${section}.${title}`,
  section,
  title,
  run: () => undefined,
  ...more,
})

const items = [
  item('Commands', 'Draft a refund…', { whyNot: 'Needs the registrar role. Yours is support.' }),
  item('Here', 'Refresh these rows'),
  item('Go to', 'Withdrawals', { words: 'refunds' }),
  item('Tables here', 'refresh_tokens'),
  item('Tables here', 'refunds'),
  item('Tenants', 'Northfield University'),
]

const titles = (text: string) => paletteGroups(items, text).map((group) => [group.section, ...group.items.map((one) => one.title)])

it('keeps its groups in one order and shows what cannot run as well', () => {
  expect(titles('ref')).toEqual([
    ['Tables here', 'refresh_tokens', 'refunds'],
    ['Here', 'Refresh these rows'],
    ['Commands', 'Draft a refund…'],
    ['Go to', 'Withdrawals'],
  ])
})

it('opens on what can be done and leaves long lists out until something is typed', () => {
  expect(titles('').map(([section]) => section)).toEqual(['Here', 'Commands', 'Go to'])
})

it('narrows by a leading sign', () => {
  expect(titles('#refu')).toEqual([['Tables here', 'refunds']])
  expect(titles('@')).toEqual([['Tenants', 'Northfield University']])
})

it('sets the typed words apart in a title', () => {
  expect(marked('Draft a refund…', 'ref')).toEqual([
    { text: 'Draft a ', hit: false },
    { text: 'ref', hit: true },
    { text: 'und…', hit: false },
  ])
})
