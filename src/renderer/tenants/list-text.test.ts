import { expect, it } from 'vitest'
import { csvText, tsvText } from './list-text.ts'

it('quotes what would break a line or a field', () => {
  expect(
    csvText([
      ['Tenant', 'Size'],
      ['Bay, "East"', '12'],
    ]),
  ).toBe('Tenant,Size\r\n"Bay, ""East""",12')
  expect(tsvText([['a\tb', 'c']])).toBe('"a\tb"\tc')
})

it('keeps a name from becoming a formula, and a number a number', () => {
  expect(tsvText([['=HYPERLINK("x")', '-12', '@x']])).toBe('"\'=HYPERLINK(""x"")"\t-12\t\'@x')
})
