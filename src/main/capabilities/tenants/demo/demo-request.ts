import type { CampusPlan } from './campus-plan.ts'

/** What the child is asked: write these campuses below this folder. Times cross as text, local like the clock they come from. */
export interface DemoRequest {
  readonly directory: string
  readonly plans: readonly CampusPlan[]
  readonly now: Date
  readonly provostVersion: string
}

/** What it wrote, one for each plan that has a database. */
export interface WrittenCampus {
  readonly domain: string
  /** Below the folder asked for, with `/`. */
  readonly file: string
  readonly bytes: number
  /** As a survey would name it: `SQLite 3.54.1`. */
  readonly server: string
  readonly people: number
  readonly students: number
  readonly openWithdrawals: number
}
