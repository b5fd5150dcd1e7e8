export { CertificateMark } from './certificate-mark.tsx'
export { type Command, useCommands } from './commands.ts'
export { closeJobs, showJob, toggleAlerts, useDisclosures } from './disclosures.ts'
export { keyCaps } from './keys.ts'
export { type AddressChange, useListAddress } from './list-address.ts'
export { type ListSearch, readSort, type SortWords, writeSort } from './list-search.ts'
export { isActive, isRun, liveAlerts, liveHealth, liveJobs, type Reading, useLive } from './live.ts'
export { NeedsTarget } from './needs-target.tsx'
export { isMac } from './platform.ts'
export {
  type Density,
  useDensity,
  useLetterKeys,
  useRowHeights,
  useThemePreference,
  useZone,
} from './preferences.ts'
export { roleWord, useSession, useWhyNot } from './session.tsx'
export { type TargetRecord, useTarget } from './target.ts'
export { TargetSwitcher } from './target-switcher.tsx'
export { targetToText } from './target-text.ts'
export { useTellLate } from './tell-late.ts'
export { toast } from './toast.tsx'
export { type BuiltInView, ViewTabs } from './view-tabs.tsx'
export { useInstants } from './zone.ts'
