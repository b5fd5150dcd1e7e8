import { describe, expect, it } from 'vitest'
import { cellText, cellWords, tsvLine } from './cell-words.ts'

describe('a cell in words', () => {
  it('tells the absences apart', () => {
    expect(cellWords(null, 'text')).toEqual({ look: 'absent', words: 'null' })
    expect(cellWords('', 'text')).toEqual({ look: 'absent', words: 'empty text' })
    expect(cellWords(' ', 'text')).toEqual({ look: 'absent', words: '1 space' })
    expect(cellWords('  ', 'text')).toEqual({ look: 'absent', words: '2 spaces' })
    expect(cellWords('null', 'text')).toMatchObject({ look: 'text', words: 'null' })
  })
  it('marks what numbers and dates cannot be, with the word of the database', () => {
    expect(cellWords('infinity', 'timestamp')).toEqual({ look: 'odd', words: '∞ infinity' })
    expect(cellWords('-infinity', 'date')).toEqual({ look: 'odd', words: '−∞ -infinity' })
    expect(cellWords('NaN', 'decimal')).toEqual({ look: 'odd', words: 'NaN' })
    expect(cellWords('0000-00-00', 'date')).toEqual({ look: 'odd', words: '0000-00-00' })
    expect(cellWords('infinity', 'text')).toMatchObject({ look: 'text' })
  })
  it('names the type and size of bytes, also where they were cut', () => {
    expect(cellWords({ $bytes: 'iVBORw0KGgoAAAA=' }, 'bytes')).toEqual({ look: 'tagged', tag: 'png', words: '11 B' })
    expect(cellWords({ $cut: 'AAAA', size: 4200, of: 'bytes' }, 'bytes')).toEqual({ look: 'tagged', tag: 'bytes', words: '4.2 kB' })
  })
  it('counts the keys of json and shows a scalar as it is', () => {
    expect(cellWords('{"a":1,"b":2}', 'json')).toEqual({ look: 'tagged', tag: 'json', words: '2 keys' })
    expect(cellWords('[1]', 'json')).toEqual({ look: 'tagged', tag: 'json', words: '1 item' })
    expect(cellWords('12', 'json')).toMatchObject({ look: 'machine', words: '12' })
  })
  it('keeps 64-bit integers and decimals as stored', () => {
    expect(cellWords('9007199254740993', 'integer')).toMatchObject({ look: 'machine', words: '9007199254740993' })
    expect(cellWords('2.4500', 'decimal')).toMatchObject({ words: '2.4500' })
  })
  it('shows line breaks and says what was cut', () => {
    expect(cellWords('a\r\nb\nc', 'text')).toMatchObject({ words: 'a↵b↵c', cut: null })
    expect(cellWords({ $cut: 'begin', size: 12_000, of: 'text' }, 'text')).toMatchObject({ words: 'begin', cut: '12 kB' })
  })
  it('hides what the role may not see', () => {
    expect(cellWords({ $hidden: 'role' }, 'text')).toEqual({ look: 'hidden' })
    expect(cellText({ $hidden: 'role' })).toBe('')
  })
})

it('quotes a field that would break a row apart when pasted', () => {
  expect(tsvLine(['a', 'b\tc', 'd"e', 'f\ng'])).toBe('a\t"b\tc"\t"d""e"\t"f\ng"')
})
