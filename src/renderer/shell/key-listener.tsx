import { useEffect } from 'react'
import { allCommands } from './commands.ts'
import { isSingle, KeySequence, takesTyping, writtenKey } from './keys.ts'
import { isMac } from './platform.ts'
import { useLetterKeys } from './preferences.ts'

/** Runs commands by their keys, wherever the focus is; single characters only outside fields and dialogs. */
export function KeyListener() {
  const [letters] = useLetterKeys()
  useEffect(() => {
    const sequence = new KeySequence()
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return
      const key = writtenKey(event, isMac)
      if (key === null) return
      const singles =
        letters && !takesTyping(document.activeElement as HTMLElement | null) && document.querySelector('[role="dialog"]') === null
      const able = allCommands().filter((command) => (command.whyNot ?? null) === null)
      const known = new Set(able.flatMap((command) => command.keys ?? []).filter((keys) => singles || !isSingle(keys)))
      const { complete, begun } = sequence.press(key, known, performance.now())
      if (complete !== null || begun) event.preventDefault()
      if (complete !== null) able.find((command) => command.keys?.includes(complete))?.run()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [letters])
  return null
}
