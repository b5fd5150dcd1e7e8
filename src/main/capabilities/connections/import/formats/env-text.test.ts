// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such references are what the files hold
import { describe, expect, it } from 'vitest'
import { readEnv } from './env-text.ts'
import { envValues } from './env-values.ts'

const read = (text: string) => {
  const lookUp = envValues(readEnv(text))
  return (name: string): string | null => {
    const found = lookUp(name)
    if (found === null) return null
    return 'value' in found ? found.value : `unset: ${found.unset}`
  }
}

describe('a .env file', () => {
  it.each([
    ['A=plain', 'plain'],
    ['A = spaced  ', 'spaced'],
    ['export A=exported', 'exported'],
    ['\texport  A=exported', 'exported'],
    ["A='single $x ${B} \\n # kept'", 'single $x ${B} \\n # kept'],
    ['A="double \\"quoted\\" \\n\\t\\\\ # kept"', 'double "quoted" \n\t\\ # kept'],
    ['A="guarded \\${B}"', 'guarded ${B}'],
    ['A=`back \'tick\' "s"`', 'back \'tick\' "s"'],
    ['A=value # comment', 'value'],
    ['A="value" # comment', 'value'],
    ['A=p#ss', 'p#ss'],
    ['A=#comment', ''],
    ['A=', ''],
    ['A=a=b==', 'a=b=='],
    ['A=first\nA=last', 'last'],
    ['A=x\r\nB=y\r\n', 'x'],
    ['A="one\ntwo"\nB=y', 'one\ntwo'],
    ['B=base\nA=${B}/more', 'base/more'],
    ['A=${B}\nB=later', 'later'],
    ['A=${B:-otherwise}', 'otherwise'],
    ['A=base\nA=${A}:more', 'base:more'],
    ['A=pa$$word$1', 'pa$$word$1'],
  ])('%j gives A as the common tools do', (text, value) => {
    expect(read(text)('A')).toBe(value)
  })

  it.each([
    ['A=${B}', 'unset: B'],
    ['A=${A}', 'unset: A'],
    ['A=${B}\nB=${A}', 'unset: B'],
    ['#A=commented', null],
    ['# export A=commented', null],
    ['A="never closed', null],
    ["A='closed' but more", null],
  ])('%j gives no value', (text, expected) => {
    expect(read(text)('A')).toBe(expected)
  })

  it('tells lines that it cannot read by number, and reads the others', () => {
    const text = readEnv('A=1\nnonsense\n=x\nB="open\n2x=3\nC=4')
    expect(text.oddLines).toEqual([2, 3, 4, 5])
    expect([...text.values.keys()]).toEqual(['A', 'C'])
  })

  it('does not let a broken line bring an older value back', () => {
    expect(read('A=old\nA="broken')('A')).toBeNull()
  })

  it('stays small where references double without end', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `V${index + 1}=\${V${index}}\${V${index}}`)
    expect(read(['V0=xxxxxxxx', ...lines].join('\n'))('V60')).toMatch(/^unset: /)
  })
})
