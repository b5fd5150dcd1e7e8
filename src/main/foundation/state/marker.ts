import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeWholeFile } from './whole-file.ts'

/** A small file that says a state was made here, so that one which became empty or went missing is not taken for a new folder. */
export const markerPath = (directory: string): string => join(directory, 'workspace.json')

export const isMarked = (directory: string): boolean => existsSync(markerPath(directory))

/** Written once, after the first migration. */
export const mark = (directory: string, now: Date): void =>
  writeWholeFile(markerPath(directory), `${JSON.stringify({ provost: 'workspace', createdAt: now.toISOString() })}\n`)
