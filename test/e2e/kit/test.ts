import { rmSync } from 'node:fs'
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import { type ServedConsole, type ServeOptions, serve } from './served-console.ts'

export { expect, type Page } from '@playwright/test'

/** What the browser complained of: errors on its console, exceptions of the page, violations of the policy. */
export class Complaints {
  readonly #heard: string[] = []
  readonly #foreseen: RegExp[] = []

  constructor(context: BrowserContext) {
    context.on('console', (message) => {
      if (message.type() === 'error') this.#heard.push(message.text())
    })
    context.on('weberror', (error) => this.#heard.push(error.error().message))
  }

  /** What the browser says by itself about a fault that the test brings about. */
  foresee(words: RegExp): void {
    this.#foreseen.push(words)
  }

  unforeseen(): string[] {
    return this.#heard.filter((heard) => !this.#foreseen.some((words) => words.test(heard)))
  }
}

/** A test of a page; one complaint of the browser that was not foreseen fails it. */
export const test = base.extend<{ complaints: Complaints }>({
  complaints: [
    async ({ context }, use) => {
      const complaints = new Complaints(context)
      await use(complaints)
      expect(complaints.unforeseen()).toEqual([])
    },
    { auto: true },
  ],
})

export interface FileConsole {
  /** The console of this file of tests. */
  readonly served: ServedConsole
  /** Opens the page at a screen, signed in. */
  open(page: Page, path?: string): Promise<void>
}

const desks = (page: Page) => page.getByRole('navigation', { name: 'Desks' })

/** Signs a page in by an address that works once, and waits for the console. */
export const signIn = async (page: Page, url: string): Promise<void> => {
  await page.goto(url)
  await expect(desks(page)).toBeVisible({ timeout: 15_000 })
}

/** Serves a workspace to all tests of a file. They share one session, as the tabs of a browser do. */
export const consoleOfFile = (workspaceOf: () => string | Promise<string>, options: ServeOptions = {}): FileConsole => {
  let current: ServedConsole | undefined
  let cookies: Awaited<ReturnType<BrowserContext['cookies']>> | undefined
  const served = (): ServedConsole => {
    if (current === undefined) throw new Error('The console is not served yet.')
    return current
  }
  test.beforeAll(async () => {
    current = await serve(await workspaceOf(), options)
  })
  test.afterAll(async () => {
    await current?.stop()
    if (current !== undefined) rmSync(current.workspace, { recursive: true, force: true })
  })
  return {
    get served() {
      return served()
    },
    async open(page, path = '/tenants') {
      const context = page.context()
      if (cookies === undefined) {
        await context.request.get(served().url)
        cookies = await context.cookies()
      } else await context.addCookies(cookies)
      await page.goto(`${served().origin}/#${path}`)
      await expect(desks(page)).toBeVisible({ timeout: 15_000 })
    },
  }
}
