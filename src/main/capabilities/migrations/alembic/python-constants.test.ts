import { describe, expect, it } from 'vitest'
import { readPythonModule } from './python-constants.ts'

const constant = (text: string, name = 'a') => readPythonModule(text).assigned.get(name)?.constant

describe('constants of a Python module', () => {
  it.each([
    ["a = 'x'", 'x'],
    ['a: str = "x"', 'x'],
    ["a: Union[str, Sequence[str], None] = ('x', 'y')", ['x', 'y']],
    ['a: Dict[str, str] | None = None  # type: ignore', null],
    ['a = ()', []],
    ["a = ('x',)", ['x']],
    ["a = ('x')", 'x'],
    ["a = 'x',", ['x']],
    ["a = 'x', 'y'", ['x', 'y']],
    ["a = ['x', 'y',]", ['x', 'y']],
    ["a = {'x'}", ['x']],
    ["a = 'x' \"y\" '''z'''", 'xyz'],
    ["a = (\n  'x'  # one\n  'y'\n)", 'xy'],
    ["a = \\\n  'x'", 'x'],
    ["a = r'\\n'", '\\n'],
    ["a = u'\\u00e9\\x41\\101\\N{BULLET}\\q'", 'éAA\\N{BULLET}\\q'],
    ["a = '''one\ntwo \\\nthree'''", 'one\ntwo three'],
    ["a = 'it\\'s'", "it's"],
    ["a = b = 'x'", 'x'],
    ["x = 'q'\na = (x, 'y')", ['q', 'y']],
    ["a = 1; a = 'x'", 'x'],
    ["a = 'x'\r\nb = 'y'\r\n", 'x'],
    ["\uFEFFa = 'x'", 'x'],
    ["a = ('x', ('y', None))", ['x', ['y', null]]],
  ])('reads %s', (text, value) => {
    expect(constant(text)).toEqual(value)
  })

  it.each([
    "a = f'{x}'",
    "a = b'x'",
    'a = f()',
    "a = 'x' + y",
    'a = 1',
    'a = "x" if y else None',
    'a = [x for x in y]',
    "a = ('x' 'y' 5)",
    "a = {'x': 'y'}",
  ])('knows that %s is no constant', (text) => {
    expect(readPythonModule(text).assigned.has('a')).toBe(true)
    expect(constant(text)).toBeUndefined()
  })

  it('takes the last assignment, and only those of the module itself', () => {
    const text = [
      "a = 'one'",
      "a = 'two'",
      'def f():',
      "    a = 'three'",
      'class C:',
      "    a = 'four'",
      "if a == 'five': a = 'six'",
      'a == "seven"',
      "a += 'eight'",
      "f(a='nine')",
    ].join('\n')
    expect(constant(text)).toBe('two')
  })

  it('is not misled by what stands in strings and comments', () => {
    const text = `"""Doc.\n\na = 'no'\n"""\nb = '''\na = 'no'\n'''\n# a = 'no'\nc = f"{d["e"]} {{a = 'no'}}"\na = 'yes'\n`
    const module = readPythonModule(text)
    expect(module.assigned.get('a')).toEqual({ line: 10, constant: 'yes' })
    expect(module.docstring).toBe("Doc.\n\na = 'no'\n")
  })

  it('tells functions, and those that only refuse', () => {
    const text =
      'def up():\n    """Up."""\n    op.x()\n\nasync def down():\n    # no way\n    raise NotImplementedError\n\ndef no(): raise X\n'
    expect([...readPythonModule(text).functions]).toEqual([
      ['up', { line: 1, refuses: false }],
      ['down', { line: 5, refuses: true }],
      ['no', { line: 9, refuses: true }],
    ])
  })

  it.each([
    ["a = 'x", 1, 'not closed'],
    ["b = 1\na = '''x\n\n", 2, 'not closed'],
    ['a = (1,\n', 2, 'not closed'],
    ['a = 1)', 1, 'not opened'],
    [`a = ${"f'{".repeat(100)}`, 1, 'nested too deeply'],
  ])('tells where %j cannot be read', (text, line, words) => {
    expect(() => readPythonModule(text)).toThrowError(expect.objectContaining({ line, message: expect.stringContaining(words) }))
  })

  it('neither overflows on brackets within brackets nor takes them for a constant', () => {
    expect(constant(`a = ${'('.repeat(100_000)}${')'.repeat(100_000)}`)).toBeUndefined()
  })
})
