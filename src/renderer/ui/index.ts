export { Act, IconAct } from './button.tsx'
export { CellValue, RoleWord } from './cell-value.tsx'
export { alignedRight, cellText, cellWords } from './cell-words.ts'
export { classNames } from './class-names.ts'
export { Dialog, DialogActs, DialogWords } from './dialog.tsx'
export { EnvironmentPlate, EnvironmentWord } from './environment-plate.tsx'
export { EmptyFace, FailedFace, FilteredFace, ForbiddenFace, LoadingFace } from './faces.tsx'
export { AddFilter, FilterChip, SearchField } from './filter-chip.tsx'
export { countOf, formatAgo, formatBytes, formatCents, formatCount, formatDate, formatDuration, formatShort } from './format.ts'
export { Glyph, State } from './glyph.tsx'
export type { GlyphName } from './glyph-shapes.tsx'
export { Icon } from './icon.tsx'
export type { IconName } from './icon-shapes.tsx'
export { LinkAct } from './link-act.tsx'
export {
  Facts,
  Figure,
  FigureRest,
  FilterBar,
  ListPane,
  MainPane,
  PaneBody,
  PaneFoot,
  PaneHeader,
  Screen,
  Section,
  SummaryStrip,
} from './pane.tsx'
export { PlainTable } from './plain-table.tsx'
export { Progress } from './progress.tsx'
export { saveAs } from './save-as.ts'
export { SidePane } from './side-pane.tsx'
export { type StateWords, stateWords } from './state-words.ts'
export { type TabItem, Tabs } from './tabs.tsx'
export { Kbd, Keys, Note, Tag } from './tag.tsx'
export { type Tone, toneColour } from './tone.ts'
export { TypedAnswer, TypedDialog } from './typed-dialog.tsx'
export { useMedia } from './use-media.ts'
