import { expect, type Locator, type Page } from '@playwright/test'

/** Moves the focus by Tab until it is there, as somebody without a pointer does. */
export const tabTo = async (page: Page, place: Locator, most = 60): Promise<void> => {
  const isThere = () => place.evaluate((element) => element === document.activeElement)
  for (let presses = 0; presses < most && !(await isThere()); presses++) await page.keyboard.press('Tab')
  await expect(place).toBeFocused()
}

/** What was copied last. */
export const clipboard = async (page: Page): Promise<string> => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  return page.evaluate(() => navigator.clipboard.readText())
}

/** Chooses in a list field by its label. */
export const choose = async (page: Page, within: Locator, label: string, option: string): Promise<void> => {
  await within
    .getByRole('combobox', { name: label })
    .or(within.getByRole('textbox', { name: label }))
    .first()
    .click()
  await page.getByRole('option', { name: option, exact: true }).click()
}
