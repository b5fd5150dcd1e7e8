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
