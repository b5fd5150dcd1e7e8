import { statSync } from 'node:fs'
import { join } from 'node:path'
import { calendarFrom } from './calendar.ts'
import { campusData } from './campus-data.ts'
import { writeCampusFile } from './campus-file.ts'
import { fileOf } from './campus-plan.ts'
import type { DemoRequest, WrittenCampus } from './demo-request.ts'
import { readDemoWords } from './words.ts'

/** Writes the databases of the demo, one file per campus, below a folder that is nobody else's yet. */
export const writeCampuses = ({ directory, plans, now, provostVersion }: DemoRequest): WrittenCampus[] => {
  const words = readDemoWords()
  const calendar = calendarFrom(now)
  return plans
    .filter((plan) => plan.schemaVersion !== null)
    .map((plan) => {
      const { rows, people, students, openWithdrawals } = campusData(plan, words, calendar)
      const path = join(directory, plan.region, fileOf(plan))
      const server = writeCampusFile(path, plan, rows, calendar, provostVersion)
      return {
        domain: plan.domain,
        file: `${plan.region}/${fileOf(plan)}`,
        bytes: statSync(path).size,
        server,
        people,
        students,
        openWithdrawals,
      }
    })
}
