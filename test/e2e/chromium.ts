import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser the tests drive: `PROVOST_TEST_CHROMIUM`, else the system's, else the one Playwright downloaded; null without any. */
export const chromiumProgram = (): string | null => {
  const named = process.env['PROVOST_TEST_CHROMIUM']
  return [...(named ? [named] : []), ...places, chromium.executablePath()].find((place) => existsSync(place)) ?? null
}

const executablePath = chromiumProgram()

/** How tests start it: no sandbox, which root has none of, for a page that is our own; and no talk with anybody else. */
export const chromiumLaunch = {
  ...(executablePath === null ? {} : { executablePath }),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}
