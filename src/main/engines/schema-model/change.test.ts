import { expect, test } from 'vitest'
import { inOrder, type SchemaChange } from './change.ts'
import type { SchemaObjectKind } from './model.ts'

const change = (way: SchemaChange['kind'], kind: SchemaObjectKind, name: string, making = ''): SchemaChange => ({
  kind: way,
  object: { kind, path: name.split('.'), facts: {}, text: null },
  expected: null,
  found: null,
  sql: null,
  making,
  carried: false,
})
const order = (...changes: readonly SchemaChange[]): string[] => inOrder(changes).map(({ object }) => object.path.join('.'))

test('what leans on others goes first, then what is new, then what nothing leans on any more', () => {
  expect(
    order(
      change('unexpected', 'table', 'old'),
      change('missing', 'view', 'v', 'select from fresh'),
      change('missing', 'index', 'fresh.i'),
      change('unexpected', 'column', 't.c'),
      change('unexpected', 'trigger', 't.g'),
      change('missing', 'table', 'fresh'),
    ),
  ).toEqual(['t.g', 'fresh', 'fresh.i', 'v', 't.c', 'old'])
})

test('a view comes after what it is over, whatever their names are, and goes before it', () => {
  const views = [
    change('missing', 'view', 'a', 'select from b'),
    change('missing', 'view', 'b', 'select from total(1)'),
    change('missing', 'routine', 'total(n int)'),
  ]
  expect(order(...views)).toEqual(['total(n int)', 'b', 'a'])
  expect(order(change('unexpected', 'view', 'b'), change('unexpected', 'view', 'a', 'select from b'))).toEqual(['a', 'b'])
})

test('a table comes after the type it needs; one that only sounds alike does not matter', () => {
  expect(
    order(
      change('missing', 'table', 't', 'create table t (s state)'),
      change('missing', 'view', 'x', 'estate'),
      change('missing', 'type', 'state'),
    ),
  ).toEqual(['state', 't', 'x'])
})

test('things that name each other end somewhere', () => {
  expect(order(change('missing', 'view', 'a', 'b'), change('missing', 'view', 'b', 'a'))).toHaveLength(2)
})
