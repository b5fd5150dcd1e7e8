/** What of a keyboard event counts for a shortcut. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** A press as it is written in a command's `keys`: `mod+k`, `g`, `?`, `mod+shift+c`; null for a bare modifier. */
export function writtenKey(press: KeyPress, mac: boolean): string | null {
  if (['Shift', 'Control', 'Alt', 'Meta', 'Dead', 'Unidentified'].includes(press.key)) return null
  const mod = mac ? press.metaKey : press.ctrlKey
  const other = mac ? press.ctrlKey : press.metaKey
  if (other) return null
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key
  const isLetter = /^\p{L}$/u.test(key)
  // For a sign such as `?` the Shift is part of how it is typed; for a letter or a named key it means something.
  const shift = press.shiftKey && (press.key.length > 1 || isLetter)
  return `${mod ? 'mod+' : ''}${press.altKey ? 'alt+' : ''}${shift ? 'shift+' : ''}${key}`
}

/** One character without a modifier: acts only outside fields and can be switched off (WCAG 2.1.4). */
export const isSingle = (keys: string): boolean => keys.split(' ').every((key) => [...key].length === 1)

/** How long a sequence such as `g t` waits for its next key, in ms. */
const patienceMs = 1200

/** Follows presses and says which shortcut they complete; a started sequence is forgotten after a moment. */
export class KeySequence {
  #begun = ''
  #at = 0

  /** `known` are the shortcuts that may act now, as written in the commands. */
  press(key: string, known: ReadonlySet<string>, now: number): { readonly complete: string | null; readonly begun: boolean } {
    const sequence = this.#begun !== '' && now - this.#at < patienceMs ? `${this.#begun} ${key}` : key
    this.#begun = ''
    for (const candidate of sequence === key ? [key] : [sequence, key]) {
      if (known.has(candidate)) return { complete: candidate, begun: false }
      if ([...known].some((keys) => keys.startsWith(`${candidate} `))) {
        this.#begun = candidate
        this.#at = now
        return { complete: null, begun: true }
      }
    }
    return { complete: null, begun: false }
  }
}

const signs: Readonly<Record<string, string>> = { Enter: '↵', Escape: 'Esc', ArrowUp: '↑', ArrowDown: '↓', ' ': 'Space' }

/** A shortcut as key caps: `g t` → G T, `mod+k` → ⌘K or Ctrl K. */
export const keyCaps = (keys: string, mac: boolean): string[] =>
  keys.split(' ').flatMap((press) =>
    (press === '+' ? ['+'] : press.split('+')).map((part) => {
      if (part === 'mod') return mac ? '⌘' : 'Ctrl'
      if (part === 'shift') return mac ? '⇧' : 'Shift'
      if (part === 'alt') return mac ? '⌥' : 'Alt'
      return signs[part] ?? (part.length === 1 ? part.toUpperCase() : part)
    }),
  )

/** Whether the element takes typing, so that single letters belong to it. */
export const takesTyping = (element: { readonly tagName: string; readonly isContentEditable?: boolean } | null): boolean =>
  element !== null && (['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName) || element.isContentEditable === true)
