import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/lib/root.ts'
import { seriousFaults } from './kit/axe.ts'
import { gridOf, settledRows } from './kit/grid.ts'
import { consoleOfFile, expect, type Page, test } from './kit/test.ts'
import { demoWorkspace } from './kit/workspaces.ts'

const console = consoleOfFile(demoWorkspace)
const pictures = join(root, 'test-results', 'screenshots')
const schemes = ['light', 'dark'] as const

const alder = 'tenant:alder-valley.example'
const target = `target=${encodeURIComponent(alder)}`

interface Screen {
  readonly name: string
  readonly path: string
  /** Brings the page to what is to be seen, and proves that it is the demo's. */
  readonly arrive: (page: Page) => Promise<void>
  /** The main ones are looked at narrow and wide too. */
  readonly main?: boolean
}

const rows = async (page: Page, grid: string | RegExp, words: string | RegExp): Promise<void> => {
  await settledRows(gridOf(page, grid))
  await expect(gridOf(page, grid).getByRole('gridcell').getByText(words).first()).toBeVisible()
}

/** An export, so that there is a job with a file and a log. */
const exportPeople = async (page: Page): Promise<void> => {
  await console.open(page, `/people?${target}`)
  await settledRows(gridOf(page, /^People/))
  await page.keyboard.press('Control+e')
  await expect(jobs(page).getByRole('link', { name: /\.csv/ }).first()).toBeVisible({ timeout: 20_000 })
}

const jobs = (page: Page) => page.getByRole('complementary', { name: 'Jobs' })

const openFirst = async (page: Page): Promise<void> => {
  await gridOf(page).getByRole('row').nth(2).click()
  await expect(page.getByRole('complementary').first()).toBeVisible()
}

const screens: readonly Screen[] = [
  {
    name: 'tenants',
    path: '/tenants',
    main: true,
    arrive: async (page) => {
      await rows(page, 'Tenants', 'Alder Valley College')
      await expect(page.getByText('4 on', { exact: false }).first()).toBeVisible()
    },
  },
  {
    name: 'tenants-pane',
    path: '/tenants',
    arrive: async (page) => {
      await rows(page, 'Tenants', 'Alder Valley College')
      await openFirst(page)
    },
  },
  {
    name: 'withdrawals',
    path: `/withdrawals?${target}`,
    main: true,
    arrive: async (page) => {
      await rows(page, /^Withdrawals/, /.+/)
      await openFirst(page)
    },
  },
  { name: 'refunds', path: `/refunds?${target}`, arrive: (page) => rows(page, /^Refunds/, /\d+\.\d\d/) },
  {
    name: 'refunds-pane',
    path: `/refunds?${target}`,
    arrive: async (page) => {
      await rows(page, /^Refunds/, /\d+\.\d\d/)
      await openFirst(page)
    },
  },
  { name: 'people', path: `/people?${target}`, main: true, arrive: (page) => rows(page, /^People/, /@/) },
  {
    name: 'people-pane',
    path: `/people?${target}`,
    arrive: async (page) => {
      await rows(page, /^People/, /@/)
      await openFirst(page)
    },
  },
  { name: 'enrollments', path: `/enrollments?${target}`, arrive: (page) => rows(page, /^Enrollments/, /.+/) },
  {
    name: 'connections',
    path: '/connections?open=alder-valley',
    main: true,
    arrive: async (page) => {
      await expect(page.getByRole('heading', { name: 'alder-valley', exact: true })).toBeVisible()
      await expect(page.getByText(/first row took/)).toBeVisible()
    },
  },
  {
    name: 'connections-add',
    path: '/connections?view=add',
    arrive: (page) => expect(page.getByRole('heading', { name: 'Add a connection' })).toBeVisible(),
  },
  {
    name: 'connections-edit',
    path: '/connections?view=edit&open=alder-valley',
    arrive: (page) => expect(page.getByRole('heading', { name: 'Change alder-valley' })).toBeVisible(),
  },
  {
    name: 'connections-access',
    path: '/connections?open=alder-valley',
    arrive: async (page) => {
      await page.getByRole('tab', { name: 'Access' }).click()
      await expect(page.getByRole('table', { name: 'Access review' })).toBeVisible()
    },
  },
  {
    name: 'connections-plan',
    path: '/connections?open=alder-valley',
    arrive: async (page) => {
      await page.getByRole('tab', { name: 'Query' }).click()
      await page.getByRole('textbox', { name: 'Statement' }).fill('select role, count(*) as people from users group by role')
      await page.getByRole('button', { name: 'Explain' }).click()
      await expect(page.getByRole('region', { name: 'Plan of the statement' })).toBeVisible()
    },
  },
  {
    name: 'alerts',
    path: '/connections?open=alder-valley',
    arrive: async (page) => {
      await expect(page.getByText(/first row took/)).toBeVisible()
      await page.getByRole('region', { name: 'Status' }).getByRole('button', { name: /alert/i }).click()
      await expect(page.getByRole('complementary', { name: 'Alerts' })).toBeVisible()
    },
  },
  {
    name: 'connections-query',
    path: '/connections?open=alder-valley',
    arrive: async (page) => {
      await page.getByRole('tab', { name: 'Query' }).click()
      await page.getByRole('textbox', { name: 'Statement' }).fill('select role, count(*) as people from users group by role')
      await page.keyboard.press('Control+Enter')
      await rows(page, 'Result of the statement', /student/i)
    },
  },
  {
    name: 'tables-rows',
    path: `/tables?${target}&table=users`,
    main: true,
    arrive: (page) => rows(page, /^Rows of users/, /@/),
  },
  {
    name: 'tables-cell',
    path: `/tables?${target}&table=users`,
    arrive: async (page) => {
      await rows(page, /^Rows of users/, /@/)
      await gridOf(page, /^Rows of users/)
        .getByRole('gridcell')
        .getByText(/@/)
        .first()
        .dblclick()
      await expect(page.getByRole('complementary', { name: /^Cell/ })).toBeVisible()
    },
  },
  {
    name: 'tables-structure',
    path: `/tables?${target}&table=enrollments&tab=structure`,
    arrive: (page) => expect(page.getByRole('table').first()).toBeVisible(),
  },
  {
    name: 'tables-relations',
    path: `/tables?${target}&table=enrollments&tab=relations`,
    arrive: (page) => expect(page.getByRole('table', { name: 'Foreign keys' })).toBeVisible(),
  },
  {
    name: 'jobs',
    path: '/jobs',
    arrive: async (page) => {
      await exportPeople(page)
      await page.keyboard.press('j')
      await expect(jobs(page)).toBeHidden()
      await console.open(page, '/jobs')
      await rows(page, 'Jobs', 'Done')
    },
  },
  {
    name: 'jobs-drawer',
    path: `/people?${target}`,
    arrive: async (page) => {
      await exportPeople(page)
      await expect(jobs(page).getByRole('list', { name: 'Log' }).getByRole('listitem').first()).toBeVisible()
    },
  },
  { name: 'audit', path: '/audit', arrive: (page) => rows(page, /audit/i, /.+/) },
  {
    name: 'settings',
    path: '/settings',
    arrive: (page) => expect(page.getByRole('table', { name: 'Operators' })).toBeVisible(),
  },
  {
    name: 'palette',
    path: `/withdrawals?${target}`,
    arrive: async (page) => {
      await rows(page, /^Withdrawals/, /.+/)
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('option', { name: /^People/ })).toBeVisible()
    },
  },
  {
    name: 'palette-text',
    path: `/tables?${target}&table=users`,
    arrive: async (page) => {
      await rows(page, /^Rows of users/, /@/)
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('combobox', { name: 'Search or run' })).toBeFocused()
      await page.keyboard.type('en')
      await expect(page.getByRole('group', { name: 'Tables here' }).getByRole('option').first()).toBeVisible()
    },
  },
  {
    name: 'keys',
    path: '/tenants',
    arrive: async (page) => {
      await rows(page, 'Tenants', 'Alder Valley College')
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
    },
  },
]

// Each screen stands alone; this file is the longest and would hold up the end.
test.describe.configure({ mode: 'parallel' })

test.beforeAll(() => {
  mkdirSync(pictures, { recursive: true })
})

for (const screen of screens) {
  test(`the screen ${screen.name} shows the demo's data in light and dark, and axe finds nothing serious`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await console.open(page, screen.path)
    await screen.arrive(page)
    const faults: string[] = []
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme)
      // Colours change over 90 ms; what axe measures must be at rest.
      await page.waitForTimeout(200)
      await page.screenshot({ path: join(pictures, `${screen.name}-${scheme}.png`) })
      faults.push(...(await seriousFaults(page, scheme === 'light' ? 'everything' : 'contrasts')).map((fault) => `${scheme}: ${fault}`))
    }
    if (screen.main === true) {
      for (const [size, width] of [
        ['narrow', 900],
        ['wide', 1920],
      ] as const) {
        await page.setViewportSize({ width, height: 900 })
        await page.waitForTimeout(250)
        await page.screenshot({ path: join(pictures, `${screen.name}-${size}.png`) })
        const cut = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        expect(cut, `${size}: the window does not scroll sideways`).toBeLessThanOrEqual(0)
      }
    }
    expect(faults).toEqual([])
  })
}
