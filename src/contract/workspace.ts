import { z } from 'zod'
import { rights, roles } from './access.ts'
import { operatorName } from './ids.ts'
import { problemSchema, procedure } from './procedure.ts'

export const operator = z.object({ name: operatorName, roles: z.array(z.enum(roles)), owner: z.boolean() })
export type Operator = z.infer<typeof operator>

/** How a screen's table stands: which columns, how wide, in which order, pinned, sorted, filtered. Opaque to the main process. */
export const viewState = z.record(z.string(), z.unknown())
export const savedView = z.object({ id: z.string(), screen: z.string(), name: z.string().min(1).max(60), state: viewState })
export type SavedView = z.infer<typeof savedView>

/** What the shell needs to draw itself. */
export const session = z.object({
  version: z.string(),
  host: z.enum(['desktop', 'browser', 'command-line']),
  workspace: z.object({ name: z.string(), path: z.string(), demo: z.boolean() }),
  operator,
  rights: z.array(z.enum(rights)),
  vault: z.object({ tier: z.enum(['keychain', 'file', 'memory']), usable: z.boolean().nullable(), words: z.string() }),
  /** Things the person must know since this workspace was opened: a damaged state kept aside, interrupted jobs. */
  notices: z.array(problemSchema),
})
export type Session = z.infer<typeof session>

/** Preferences of one operator, by key: `theme`, `density`, `columns:people`. Values are JSON. */
const preferences = z.record(z.string(), z.unknown())

export const workspace = {
  session: procedure('workspace.read').output(session),
  preferences: procedure('workspace.read').output(z.object({ preferences })),
  setPreference: procedure('workspace.read')
    .input(z.object({ key: z.string().min(1).max(200), value: z.unknown() }))
    .output(z.object({ preferences })),
  views: procedure('workspace.read')
    .input(z.object({ screen: z.string() }))
    .output(z.object({ views: z.array(savedView) })),
  saveView: procedure('workspace.read')
    .input(savedView.omit({ id: true }).extend({ id: z.string().optional() }))
    .output(z.object({ view: savedView })),
  removeView: procedure('workspace.read')
    .input(z.object({ id: z.string() }))
    .output(z.object({ removed: z.string() })),
  /** Puts away the notices with this title; gives those that are left. */
  dismissNotice: procedure('workspace.read')
    .input(z.object({ title: z.string().min(1).max(2000) }))
    .output(z.object({ notices: z.array(problemSchema) })),
}

export const operators = {
  list: procedure('operators.read').output(z.object({ operators: z.array(operator) })),
  add: procedure('operators.manage')
    .input(z.object({ name: z.string(), roles: z.array(z.enum(roles)).min(1) }))
    .output(z.object({ operator })),
}
