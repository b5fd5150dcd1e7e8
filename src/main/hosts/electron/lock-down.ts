import type { Session, WebContents } from 'electron'
import { isOwnPage } from './page-protocol.ts'

/** Writing to the clipboard after a click is what "Copy" does; nothing else a page may ask for is granted. */
const isGranted = (permission: string, origin: string): boolean => permission === 'clipboard-sanitized-write' && isOwnPage(origin)

/** Denies every permission a page may ask for, whether it asks or only looks. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_, permission, answer, details) => answer(isGranted(permission, details.requestingUrl)))
  session.setPermissionCheckHandler((_, permission, origin) => isGranted(permission, origin))
  session.setDevicePermissionHandler(() => false)
}

/** Keeps a window on its page: it goes nowhere else, opens nothing, embeds nothing. */
export function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
