import type { Notify } from '../../foundation/alerts/index.ts'
import type { ElectronModule } from './electron-module.ts'
import { pageUrl } from './page-protocol.ts'

/** Where in the console an alert's subject is shown: a connection stands open, anything else at the front. */
export const placeOf = (subject: string): string => {
  const connection = /^connection:(.+)$/.exec(subject)?.[1]
  return connection === undefined ? pageUrl : `${pageUrl}#/connections?open=${encodeURIComponent(connection)}`
}

/** Shows alerts by the desktop's own notifications; a click goes to what the alert is about. */
export const notifyAlerts =
  ({ Notification }: Pick<ElectronModule, 'Notification'>, go: (place: string) => void): Notify =>
  ({ title, body, subject }) => {
    if (!Notification.isSupported()) return
    const notification = new Notification({ title, body })
    notification.on('click', () => go(placeOf(subject)))
    notification.show()
  }
