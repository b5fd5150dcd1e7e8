import type { Command } from './commands.ts'

/** A line of the palette. */
export interface PaletteItem extends Pick<Command, 'id' | 'title' | 'icon' | 'keys' | 'detail' | 'whyNot' | 'words' | 'run'> {
  readonly section: 'Here' | 'Tables here' | 'Commands' | 'Go to' | 'Tenants' | 'Connections'
  /** A name a machine reads. */
  readonly mono?: boolean
}

const order: readonly PaletteItem['section'][] = ['Tables here', 'Here', 'Commands', 'Go to', 'Tenants', 'Connections']

/** A leading sign narrows to one kind: `>` commands, `@` tenants, `#` tables. */
const signs: Readonly<Record<string, readonly PaletteItem['section'][]>> = {
  '>': ['Here', 'Commands', 'Go to'],
  '@': ['Tenants', 'Connections'],
  '#': ['Tables here'],
}

export interface PaletteGroup {
  readonly section: PaletteItem['section']
  readonly items: readonly PaletteItem[]
}

const perSection = 8

/** How well an item fits: where in its title the words begin; 1000 where only its other words match; -1 not at all. */
function scoreOf(item: PaletteItem, words: readonly string[]): number {
  const title = item.title.toLowerCase()
  const rest = `${item.detail ?? ''} ${item.words ?? ''}`.toLowerCase()
  let score = 0
  for (const word of words) {
    const at = title.indexOf(word)
    if (at === -1 && !rest.includes(word)) return -1
    // The beginning of a word counts before its middle.
    score += at === -1 ? 1000 : at === 0 ? 0 : /\W|_/.test(title[at - 1] ?? '') ? at : 100 + at
  }
  return score
}

/** What stands in the palette for a text: groups in their fixed order, best fit first, those that cannot run last. */
export function paletteGroups(items: readonly PaletteItem[], text: string): PaletteGroup[] {
  const sections = signs[text.slice(0, 1)]
  const words = (sections === undefined ? text : text.slice(1)).toLowerCase().split(/\s+/).filter(Boolean)
  const limit = sections === undefined ? perSection : 200
  return (sections ?? order)
    .toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((section) => ({
      section,
      items: items
        .filter((item) => item.section === section)
        .map((item, index) => ({ item, index, score: scoreOf(item, words) }))
        .filter(({ score }) => score >= 0)
        // With nothing typed, long lists stay out: the palette opens on what can be done.
        .filter(
          ({ item }) => words.length > 0 || sections !== undefined || !['Tables here', 'Tenants', 'Connections'].includes(item.section),
        )
        .toSorted((a, b) => a.score - b.score || a.index - b.index)
        .slice(0, words.length === 0 && sections === undefined ? 24 : limit)
        .map(({ item }) => item),
    }))
    .filter((group) => group.items.length > 0)
}

/** A title cut where the typed words stand in it, so that they can be set apart. */
export function marked(title: string, text: string): { readonly text: string; readonly hit: boolean }[] {
  const words = text
    .replace(/^[>@#]/, '')
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
  const lower = title.toLowerCase()
  const hits = Array.from(title, () => false)
  for (const word of words) {
    const at = lower.indexOf(word)
    if (at >= 0) hits.fill(true, at, at + word.length)
  }
  const parts: { text: string; hit: boolean }[] = []
  for (let index = 0; index < title.length; index++) {
    const hit = hits[index] ?? false
    const last = parts[parts.length - 1]
    if (last !== undefined && last.hit === hit) last.text += title[index]
    else parts.push({ text: title[index] ?? '', hit })
  }
  return parts
}
