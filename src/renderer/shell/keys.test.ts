import { describe, expect, it } from 'vitest'
import { isSingle, KeySequence, keyCaps, takesTyping, writtenKey } from './keys.ts'

const press = (key: string, more: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

describe('a key press as written in a command', () => {
  it('names the platform modifier mod and leaves the other one to the system', () => {
    expect(writtenKey(press('k', { metaKey: true }), true)).toBe('mod+k')
    expect(writtenKey(press('k', { ctrlKey: true }), false)).toBe('mod+k')
    expect(writtenKey(press('k', { ctrlKey: true }), true)).toBeNull()
  })
  it('takes Shift as part of a sign but as a modifier of a letter', () => {
    expect(writtenKey(press('?', { shiftKey: true }), false)).toBe('?')
    expect(writtenKey(press('C', { shiftKey: true, ctrlKey: true }), false)).toBe('mod+shift+c')
  })
  it('is nothing for a bare modifier', () => {
    expect(writtenKey(press('Shift', { shiftKey: true }), false)).toBeNull()
  })
})

describe('a sequence of keys', () => {
  const known = new Set(['g t', 'g d', 'j', 'mod+k'])
  it('completes after its second key', () => {
    const keys = new KeySequence()
    expect(keys.press('g', known, 0)).toEqual({ complete: null, begun: true })
    expect(keys.press('t', known, 300)).toEqual({ complete: 'g t', begun: false })
  })
  it('is forgotten after a moment', () => {
    const keys = new KeySequence()
    keys.press('g', known, 0)
    expect(keys.press('t', known, 5000)).toEqual({ complete: null, begun: false })
  })
  it('gives way to a single key that stands for itself', () => {
    const keys = new KeySequence()
    keys.press('g', known, 0)
    expect(keys.press('j', known, 100)).toEqual({ complete: 'j', begun: false })
  })
})

it('knows which shortcuts are single characters', () => {
  expect(['j', 'g t', '[', '?', 'mod+k', 'Escape'].map(isSingle)).toEqual([true, true, true, true, false, false])
})

it('draws key caps for the platform', () => {
  expect(keyCaps('mod+shift+c', true)).toEqual(['⌘', '⇧', 'C'])
  expect(keyCaps('g t', false)).toEqual(['G', 'T'])
})

it('leaves fields their letters', () => {
  expect([
    takesTyping({ tagName: 'INPUT' }),
    takesTyping({ tagName: 'DIV', isContentEditable: true }),
    takesTyping({ tagName: 'BUTTON' }),
  ]).toEqual([true, true, false])
})
