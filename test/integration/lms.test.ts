import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recognise } from '../../src/main/lms/index.ts'
import { type OpenCampus, openCampuses } from './lms-kit.ts'

describe.each(['sqlite', 'postgres15', 'postgres18', 'mariadb'] as const)('the aada schema on %s', (engine) => {
  let campus: OpenCampus
  beforeAll(async () => {
    campus = await openCampuses[engine]()
  })
  afterAll(() => campus?.close())

  it('is recognised from the catalogue alone', async () => {
    const recognition = recognise(await campus.database.catalog())
    expect(recognition?.adapter).toBe('aada')
    // The MySQL form here has only what the registrar reads.
    const absent = ['transcripts', 'credentials', 'externships', 'scorm_data', 'xapi_statements']
    expect(recognition?.missing).toEqual(engine === 'mariadb' ? absent : [])
  })
})
