import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/**
 * What axe finds of serious or critical faults against WCAG 2.2 AA, one line each. The same screen in other colours has the same names,
 * roles and order: there only its contrasts are to be looked at.
 */
export const seriousFaults = async (page: Page, look: 'everything' | 'contrasts' = 'everything'): Promise<string[]> => {
  const axe = new AxeBuilder({ page })
  const asked = look === 'contrasts' ? axe.withRules(['color-contrast']) : axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
  const { violations } = await asked.analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`))
}
