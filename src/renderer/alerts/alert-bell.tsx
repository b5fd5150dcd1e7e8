import { toast, toggleAlerts, useDisclosures, useSession } from '../shell/index.ts'
import { countOf, Glyph, Icon } from '../ui/index.ts'
import styles from './alert-bell.module.css'
import { alertState, arrivalWords, gravestOf, standing } from './alert-words.ts'
import { useArrivals, useOpenAlerts } from './use-alerts.ts'

/** In the status bar: how many alerts nobody has seen, and the way to them. Says each as it arrives. */
export function AlertBell() {
  const { rights } = useSession()
  const open = useOpenAlerts()
  const { alerts: shown } = useDisclosures()
  useArrivals((arrived) => {
    // Open, the pane itself shows what arrives.
    if (shown) return
    const { glyph, tone } = alertState[gravestOf(arrived)]
    toast(arrivalWords(arrived), { glyph, tone, act: { title: 'Show alerts', run: toggleAlerts } })
  })
  if (!rights.includes('connections.read')) return null
  const count = open.data?.open ?? 0
  const failing = standing(open.data?.alerts ?? []).length > 0
  return (
    <button type="button" className={styles['bell']} aria-expanded={shown} data-loud={failing || undefined} onClick={toggleAlerts}>
      {failing ? <Glyph name="fail" tone="fail" /> : <Icon name="bell" size={13} />}
      {count === 0 ? 'No alerts' : countOf(count, 'alert', 'alerts')}
    </button>
  )
}
