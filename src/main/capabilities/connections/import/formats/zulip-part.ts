import type { SourceFile } from '../found-connection.ts'
import { type IniSection, oddLinesRemark, pythonStyle, readIni, refuseRepeated } from './ini-text.ts'
import { readLmsOptions } from './zulip-settings.ts'

/** What one file of a Zulip server says about the LMS database. */
export interface ZulipPart {
  readonly source: SourceFile
  /** Whether it is zulip.conf, with or without a section for the LMS. */
  readonly isConf: boolean
  /** `[lms_database]`; null where it has none. */
  readonly section: IniSection | null
  /** Zulip runs as a production server where this is set. */
  readonly deployType: string | null
  /** Whether it has `[secrets]`. */
  readonly isSecrets: boolean
  readonly password: string | null
  readonly options: ReadonlyMap<string, string>
  readonly remarks: readonly string[]
}

/** A text may hold Python beside them, whose lists look like sections. */
const zulipSections = new Set(['lms_database', 'secrets', 'machine', 'postgresql'])

export const zulipConf = 'zulip.conf'
export const productionSecrets = 'zulip-secrets.conf'
export const developmentSecrets = 'dev-secrets.conf'

/** Reads zulip.conf, a secrets file or settings.py; a text that holds all three, as an export prints them, is read as all. */
export const readZulipPart = (source: SourceFile): ZulipPart => {
  if (/\.py$/i.test(source.baseName)) {
    const nothing = { isConf: false, section: null, deployType: null, isSecrets: false, password: null, remarks: [] }
    return { source, ...nothing, options: readLmsOptions(source.text) }
  }
  const options = readLmsOptions(source.text)
  const read = readIni(source.text, pythonStyle)
  refuseRepeated(source.label, read, (section) => zulipSections.has(section))
  const { sections, oddLines } = read
  const section = sections.get('lms_database') ?? null
  const secrets = sections.get('secrets') ?? null
  return {
    source,
    isConf: section !== null || source.baseName.toLowerCase() === zulipConf,
    section,
    deployType: sections.get('machine')?.get('deploy_type') ?? null,
    isSecrets: secrets !== null,
    password: secrets?.get('lms_database_password') || null,
    options,
    remarks: options.size > 0 ? [] : oddLinesRemark(oddLines),
  }
}
