import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const tokensFile = new URL('./tokens.css', import.meta.url)
const css = readFileSync(tokensFile, 'utf8')

const tokensOf = (scheme: string): Map<string, string> => {
  const block = new RegExp(`\\[data-mantine-color-scheme="${scheme}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? ''
  return new Map([...block.matchAll(/--pv-([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']))
}

/** Relative luminance by WCAG 2.2. */
const luminance = (hex: string): number => {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

const contrast = (first: string, second: string): number => {
  const [high, low] = [luminance(first), luminance(second)].sort((a, b) => b - a)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

const grounds = ['surface', 'panel', 'canvas', 'sunken', 'raised']
const texts = ['ink', 'ink-2', 'ink-3', 'accent', 'ok', 'warn', 'fail', 'odd', 'prod', 'stag', 'dev']
const onSoft: readonly (readonly [string, string])[] = [
  ['ink', 'accent-soft'],
  ['ink-2', 'accent-soft'],
  ['ink-3', 'accent-soft'],
  ['accent', 'accent-soft'],
  ['ok', 'ok-soft'],
  ['warn', 'warn-soft'],
  ['fail', 'fail-soft'],
  ['odd', 'odd-soft'],
  ['prod', 'prod-soft'],
  ['stag', 'stag-soft'],
  ['ink', 'warn-soft'],
  ['ink', 'fail-soft'],
  ['ink-2', 'fail-soft'],
  ['ink', 'odd-soft'],
]
const onFill: readonly (readonly [string, string])[] = [
  ['on-btn', 'btn'],
  ['on-btn', 'btn-hover'],
  ['on-fill', 'accent-fill'],
  ['on-fill', 'fail-fill'],
  ['on-fill', 'prod-fill'],
  ['surface', 'ink'],
]
const edges = ['line-ctl', 'accent-fill', 'ok-fill', 'warn-fill', 'fail-fill', 'odd-fill', 'prod-edge']

describe.each(['light', 'dark'])('the %s palette', (scheme) => {
  const tokens = tokensOf(scheme)
  const colour = (name: string): string => {
    const value = tokens.get(name)
    if (value === undefined) throw new Error(`no token ${name} in ${scheme}`)
    return value
  }
  const ratio = (text: string, ground: string): number => contrast(colour(text), colour(ground))

  it.each(texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)))('%s on %s holds 4.5 to 1', (text, ground) => {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5)
  })
  it.each([...onSoft, ...onFill])('%s on %s holds 4.5 to 1', (text, ground) => {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5)
  })
  it.each(edges.flatMap((edge) => ['surface', 'panel', 'canvas'].map((ground) => [edge, ground] as const)))(
    '%s against %s holds 3 to 1',
    (edge, ground) => {
      expect(ratio(edge, ground)).toBeGreaterThanOrEqual(3)
    },
  )
})

it('has the same names in both schemes', () => {
  expect([...tokensOf('light').keys()]).toEqual([...tokensOf('dark').keys()])
  expect(tokensOf('light').size).toBe(43)
})

it('is the only place a colour is written', () => {
  const root = new URL('../', import.meta.url)
  const offenders = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(css|tsx|ts)$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.endsWith('tokens.css'))
    .filter((file) =>
      /#[0-9a-f]{3,8}\b(?![\w/.-])|\brgba?\(|\bhsla?\(/i.test(readFileSync(new URL(file, root), 'utf8').replace(/'#\//g, '')),
    )
  expect(offenders).toEqual([])
})
