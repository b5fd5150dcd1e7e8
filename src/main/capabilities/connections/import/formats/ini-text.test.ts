import { describe, expect, it } from 'vitest'
import { libpqStyle, mysqlStyle, pythonStyle, readIni } from './ini-text.ts'

describe('sections and keys', () => {
  it('are read as Python reads them', () => {
    const { sections, oddLines } = readIni('; note\n[One]\nKey = a=b\nother: c\n  more\n# x\n\n[two]\nodd line\n[One]\nlast=1', pythonStyle)
    expect([...(sections.get('One') ?? [])]).toEqual([
      ['key', 'a=b'],
      ['other', 'c\nmore'],
      ['last', '1'],
    ])
    expect(oddLines).toEqual([9])
  })

  it('are read as libpq reads them', () => {
    const { sections, oddLines } = readIni('# note\nearly=1\n[s]\nhost=h:1\n password=a;b#c \n', libpqStyle)
    expect([...(sections.get('s') ?? [])]).toEqual([
      ['host', 'h:1'],
      ['password', 'a;b#c'],
    ])
    expect(oddLines).toEqual([2])
  })

  it('are read as MySQL reads them, keys alone too', () => {
    expect([...(readIni('[client]\nskip-ssl\nuser=u', mysqlStyle).sections.get('client') ?? [])]).toEqual([
      ['skip-ssl', null],
      ['user', 'u'],
    ])
  })
})
