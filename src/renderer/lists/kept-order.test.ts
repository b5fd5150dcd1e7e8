import { expect, it } from 'vitest'
import { inPlace } from './kept-order.ts'

it('keeps every row where it was; new ones come at the end, those that are gone leave no gap', () => {
  const rows = [{ id: 'kestrel' }, { id: 'amberlea' }, { id: 'new' }]
  expect(inPlace(rows, ['amberlea', 'gone', 'kestrel']).map(({ id }) => id)).toEqual(['amberlea', 'kestrel', 'new'])
})
