import { describe, expect, test } from 'vitest'
import { followViews, readViewBody } from './view-calls.ts'

describe('what a view calls and reads', () => {
  test.each([
    ['select `h`() AS `x`', ['h'], []],
    ["select `a4`.`h`(1) AS `x`,concat('a','b') AS `y` from `a4`.`t`", ['h'], ['a4.t']],
    [
      "select `t`.`we ird` + 1 AS `w`,'x`y`.`z`(' AS `q` from `a4`.`t` where `t`.`i` in (select `t2`.`i` from `a4`.`t2` `t2`)",
      [],
      ['a4.t', 'a4.t2'],
    ],
    ['select nextval(`a4`.`s`) AS `x`', ['nextval'], []],
    ['select next value for `a4`.`s` AS `x`', ['next value'], []],
    [
      "select extract(year from `t`.`d`) AS `y`,trim(both 'x' from `t`.`c`) AS `c` from ((`a`.`t` join `a`.`u` on(`a`.`t`.`i` = `a`.`u`.`i`)) left join `b`.`v` on(1))",
      [],
      ['a.t', 'a.u', 'b.v'],
    ],
  ])('%s', (definition, calls, reads) => {
    const body = readViewBody(definition)
    expect(body.calls).toEqual(calls)
    expect(body.reads.map(({ database, name }) => `${database}.${name}`)).toEqual(reads)
  })

  test('views are followed to those behind them, with their definers’ rights', async () => {
    const view = (name: string, definition: string, definer = true) => ({ database: 'a', name, definer, definition })
    const views = [
      view('top', 'select 1 from `a`.`middle`'),
      view('middle', 'select 1 from `a`.`bottom`', false),
      view('bottom', 'select `f`()', false),
      view('own', 'select `g`()', false),
      view('closed', ''),
      view('half', 'select 1 from `b`.`t` join `c`.`t`'),
    ]
    const { calling, hidden } = await followViews(views, async ({ database }) => database === 'b')
    expect(calling.map(({ view: { name }, calls }) => [name, ...calls])).toEqual([['bottom', 'f']])
    expect(hidden.map(({ view: { name }, behind }) => [name, behind?.database])).toEqual([
      ['closed', undefined],
      ['half', 'c'],
    ])
  })
})
