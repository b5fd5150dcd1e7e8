import { expect, test } from 'vitest'
import type { Cell } from '#contract/values.ts'
import { csvText } from './csv-text.ts'

test.each<[Cell, string]>([
  [null, ''],
  ['', '""'],
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "so"', '"say ""so"""'],
  ['two\nlines', '"two\nlines"'],
  ['Zoë 漢字', 'Zoë 漢字'],
  [true, 'true'],
  [0, '0'],
  [-1.5, '-1.5'],
  ['9223372036854775807', '9223372036854775807'],
  ['-12.50', '-12.50'],
  ['-1e-7', '-1e-7'],
  ['-838:59:59', '-838:59:59'],
  ['-Infinity', '-Infinity'],
  [{ $bytes: 'AP8=' }, 'AP8='],
  [{ $hidden: 'role' }, '(hidden)'],
  ['=1+1', "'=1+1"],
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ['+15551234', "'+15551234"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-1+cmd|x', "'-1+cmd|x"],
  ['-', "'-"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['\n=1', '"\'\n=1"'],
  ['＝1', "'＝1"],
])('the cell %j is written %j', (cell, text) => {
  expect(csvText([[cell, 'end']])).toBe(`${text},end\r\n`)
})

test('a cut value is never written as if it were whole', () => {
  expect(() => csvText([[{ $cut: 'beginn', size: 100, of: 'text' }]])).toThrow('cut')
})
