import { basename } from 'node:path'
import { rights } from '#contract/access.ts'
import { bridge } from '../../foundation/bridge/index.ts'
import type { Vault } from '../../foundation/credentials/index.ts'
import { productVersion } from '../../foundation/product/index.ts'
import type { State } from '../../foundation/state/index.ts'
import { Preferences } from './preferences.ts'
import { SavedViews } from './saved-views.ts'

export interface WorkspaceServices {
  readonly state: State
  readonly vault: Vault
}

/** What the shell asks: who am I and where, and what I arranged for myself. */
export const createWorkspaceRouter = ({ state, vault }: WorkspaceServices) => {
  const preferences = new Preferences(state)
  const views = new SavedViews(state)
  return {
    session: bridge.workspace.session.handler(({ context: { caller } }) => ({
      version: productVersion,
      host: caller.host,
      workspace: { name: basename(state.directory), path: state.directory, demo: state.demo },
      operator: caller.operator,
      rights: rights.filter((right) => caller.rights.has(right)),
      vault: { tier: vault.tier, usable: vault.usable, words: vault.words },
      notices: state.notices.map((notice) => ({ ...notice, remedy: [...notice.remedy] })),
    })),

    preferences: bridge.workspace.preferences.handler(({ context: { caller } }) => ({
      preferences: preferences.of(caller.operator.name),
    })),

    setPreference: bridge.workspace.setPreference.handler(({ input, context: { caller } }) => {
      preferences.set(caller.operator.name, input.key, input.value)
      return { preferences: preferences.of(caller.operator.name) }
    }),

    views: bridge.workspace.views.handler(({ input, context: { caller } }) => ({
      views: views.of(caller.operator.name, input.screen),
    })),

    saveView: bridge.workspace.saveView.handler(({ input, context: { caller } }) => ({
      view: views.save(caller.operator.name, input),
    })),

    removeView: bridge.workspace.removeView.handler(({ input, context: { caller } }) => {
      views.remove(caller.operator.name, input.id)
      return { removed: input.id }
    }),

    dismissNotice: bridge.workspace.dismissNotice.handler(({ input }) => {
      state.dismissNotice(input.title)
      return { notices: state.notices.map((notice) => ({ ...notice, remedy: [...notice.remedy] })) }
    }),
  }
}
