/** How far back a rollback goes: so many versions, or to one that stays; null is before the first. */
export type HowFar = { readonly kind: 'steps'; readonly steps: number } | { readonly kind: 'version'; readonly version: string | null }

/** Reads `steps:3`, `to:0001`, and `to:` for before the first. Nothing, or nothing readable, is one step. */
export function readHowFar(text: string | undefined): HowFar {
  if (text?.startsWith('to:') === true) {
    const version = text.slice(3)
    return { kind: 'version', version: version === '' ? null : version }
  }
  const steps = /^steps:([1-9]\d{0,3})$/.exec(text ?? '')?.[1]
  return { kind: 'steps', steps: steps === undefined ? 1 : Number(steps) }
}

/** The same as part of the address; undefined for one step. */
export function writeHowFar(how: HowFar): string | undefined {
  if (how.kind === 'version') return `to:${how.version ?? ''}`
  return how.steps === 1 ? undefined : `steps:${how.steps}`
}

/** As the procedures take it. */
export const howFarSent = (how: HowFar): { readonly to?: string; readonly steps?: number } =>
  how.kind === 'version' ? { to: how.version ?? 'base' } : { steps: how.steps }

/** In words: "by one version", "to 0001, which stays". */
export function howFarWords(how: HowFar): string {
  if (how.kind === 'steps') return how.steps === 1 ? 'by one version' : `by ${how.steps} versions`
  return how.version === null ? 'to before the first version' : `to ${how.version}, which stays`
}
