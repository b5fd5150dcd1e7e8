import styles from './run-charts.module.css'

/** Boxes past which they would be too small to count; then each stands for several. */
const mostBoxes = 20
const fewBoxes = 12

/** A stop rule as boxes: one fills with each failure, and when all are full the run stops. */
export function StopBlocks({ used, of }: { readonly used: number; readonly of: number }) {
  const boxes = of <= mostBoxes ? of : fewBoxes
  const full = of <= mostBoxes ? used : used === 0 ? 0 : Math.max(1, Math.floor((used / of) * boxes))
  return (
    <div className={styles['blocks']} role="img" aria-label={`${used} of ${of} failures that stop the run`}>
      {Array.from({ length: boxes }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a box is known by its place
        <span key={index} data-full={index < full || undefined} />
      ))}
    </div>
  )
}
