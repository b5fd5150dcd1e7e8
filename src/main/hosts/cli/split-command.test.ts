import { expect, test } from 'vitest'
import { splitCommand } from './split-command.ts'

test.each([
  ['pass show lms/reader', ['pass', 'show', 'lms/reader']],
  ['  op  read  "op://vault/lms db/password" ', ['op', 'read', 'op://vault/lms db/password']],
  [`a 'b c' "d \\"e\\"" f\\ g ''`, ['a', 'b c', 'd "e"', 'f g', '']],
  [`a '$HOME | x' \\$b`, ['a', '$HOME | x', '$b']],
  ['a"b"c', ['abc']],
])('%s is split', (text, words) => {
  expect(splitCommand(text)).toEqual(words)
})

test.each(['a | b', 'a; b', 'a && b', 'a $(b)', 'a `b`', 'a "$b"', 'a > b', 'a *', 'a "b', "a 'b", 'a \\', '', '  ', '"" a'])(
  '%s is refused',
  (text) => {
    expect(() => splitCommand(text)).toThrow(expect.objectContaining({ code: 'call.invalid' }))
  },
)
