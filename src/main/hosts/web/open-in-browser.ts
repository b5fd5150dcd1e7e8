import { spawn } from 'node:child_process'

const opener: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer.exe', linux: 'xdg-open' }

/** Asks the desktop to open an address; false where there is no desktop, or nothing that could. */
export function openInBrowser(url: string): Promise<boolean> {
  const program = opener[process.platform]
  const headless = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']
  if (program === undefined || headless) return Promise.resolve(false)
  return new Promise((resolve) => {
    // The address holds a token and others can see arguments; it is worth nothing once the browser has used it.
    const child = spawn(program, [url], { stdio: 'ignore', detached: true })
    child.on('error', () => resolve(false))
    child.on('spawn', () => resolve(true))
    child.unref()
  })
}
