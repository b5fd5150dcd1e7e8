import { describe, expect, it } from 'vitest'
import { countOfStatus, enrollmentViewsOf, peopleViewsOf, viewTabs, withdrawalViews } from './list-views.ts'

describe('the views of a list', () => {
  const counts = { total: 40, byStatus: { open: 34, overdue: 2, inconsistent: 1, remitted: 6 } }

  it('carry their counts, and none where nobody counted', () => {
    const tabs = viewTabs(withdrawalViews, counts)
    expect(tabs.find(({ id }) => id === 'open')?.count).toBe('34')
    expect(tabs.find(({ id }) => id === 'all')?.count).toBe('40')
    expect(tabs.find(({ id }) => id === 'due-14')).not.toHaveProperty('count')
    expect(viewTabs(withdrawalViews, null)[0]).not.toHaveProperty('count')
  })

  it('are loud only about trouble that is there', () => {
    expect(viewTabs(withdrawalViews, counts).filter(({ loud }) => loud)).toHaveLength(1)
    expect(viewTabs(withdrawalViews, { total: 1, byStatus: { overdue: 0 } }).some(({ loud }) => loud)).toBe(false)
  })

  it("follow the school's own words where a list has them", () => {
    expect(enrollmentViewsOf({ total: 9, byStatus: { completed: 6, ON_LEAVE: 3 } }).map(({ title }) => title)).toEqual([
      'All',
      'Completed',
      'On leave',
    ])
    expect(peopleViewsOf({ total: 9, byStatus: { active: 8, deleted: 1, student: 7 } }).map(({ id }) => id)).toEqual([
      'all',
      'active',
      'deleted',
      'status:student',
    ])
  })

  it('do not take "not counted" for nought', () => {
    expect(countOfStatus(counts, 'approved')).toBeNull()
    expect(countOfStatus(counts, undefined)).toBe(40)
  })
})
