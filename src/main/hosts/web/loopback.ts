const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a Host header names this machine's loopback. Any port is right, since a tunnel changes it; any other name is a
 * web site whose address was pointed at 127.0.0.1 (DNS rebinding).
 */
export function isLoopbackHost(host: string | undefined): boolean {
  const match = /^(?<name>\[::1\]|[a-z0-9.]+)(?::\d{1,5})?$/i.exec(host ?? '')
  return loopbackNames.has(match?.groups?.['name']?.toLowerCase() ?? '')
}

/** Whether an Origin header is a page of the loopback. */
export function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, host, pathname } = new URL(origin)
  return (protocol === 'http:' || protocol === 'https:') && pathname === '/' && isLoopbackHost(host)
}
