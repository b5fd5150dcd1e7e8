import { defineConfig } from '@playwright/test'
import { chromiumLaunch } from './test/e2e/chromium.ts'

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './test/e2e/global-setup.ts',
  outputDir: 'test-results/e2e',
  timeout: 60_000,
  // Machines that run other things too answer late; what must be fast is measured apart.
  expect: { timeout: 10_000 },
  // Three files at a time: a page mostly waits for its console, and the other way round.
  workers: 3,
  forbidOnly: true,
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    launchOptions: chromiumLaunch,
    screenshot: 'only-on-failure',
    // To record one takes a good part of a run's time; `playwright test --trace on FILE` records what is to be looked at.
    trace: 'off',
  },
})
