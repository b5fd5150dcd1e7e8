type Load<Module> = () => Promise<Module>

const parts: Load<unknown>[] = []
const retryMs = 1000

/**
 * A part of the page that is loaded when it is first needed. Where the console is away just then, it is asked for again until
 * it is back: the router would take a part that cannot be loaded for an old page and reload the window, which ends on the
 * browser's own error page.
 */
export const later = <Module>(load: Load<Module>): Load<Module> => {
  const persistent = async (): Promise<Module> => {
    for (;;) {
      try {
        return await load()
      } catch {
        await new Promise((resolve) => setTimeout(resolve, retryMs))
      }
    }
  }
  parts.push(persistent)
  return persistent
}

/** Fetches what is still missing, one part after the other, once the first screen stands and nothing else is to be done. */
export const loadTheRest = (): void => {
  const next = async (): Promise<void> => {
    for (const load of parts) await load()
  }
  // Safari has no idle callback.
  if (typeof requestIdleCallback === 'function') requestIdleCallback(() => void next(), { timeout: 5000 })
  else setTimeout(() => void next(), retryMs)
}
