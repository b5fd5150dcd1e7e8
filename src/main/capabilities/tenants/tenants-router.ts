import { ProvostError } from '#contract/errors.ts'
import type { Domain } from '#contract/ids.ts'
import type { Caller } from '../../foundation/access/index.ts'
import { bridge } from '../../foundation/bridge/index.ts'
import { adopt } from './adopt.ts'
import { survey } from './survey.ts'
import type { TenantServices } from './tenant-services.ts'

const groupName = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/

const readGroup = (name: string): string => {
  if (groupName.test(name)) return name
  throw new ProvostError('tenant.group-invalid', `"${name.slice(0, 80)}" is not a name for a group.`, {
    remedy: ['Use up to 63 letters, digits, blanks, dots, hyphens and underscores, beginning with a letter or digit.'],
  })
}

/** The `tenants` part of the bridge. */
export const createTenantsRouter = (services: TenantServices) => {
  const { state, tenants, audit } = services

  const changeGroup = (
    caller: Caller,
    action: 'tenant.group-add' | 'tenant.group-remove',
    group: string,
    domains: readonly Domain[],
    change: () => Domain[],
  ) => {
    const { name: operator, roles } = caller.operator
    return state.write(() => {
      const left = change()
      audit.append({ operator, roles, action, target: group, outcome: 'done', detail: { domains: [...domains] } })
      return { group, domains: left }
    })
  }

  return {
    list: bridge.tenants.list.handler(({ input }) => {
      const status = input.status === undefined ? {} : { status: input.status }
      const group = input.group === undefined ? {} : { group: input.group }
      return { tenants: tenants.list({ ...status, ...group }) }
    }),
    show: bridge.tenants.show.handler(({ input }) => ({ tenant: tenants.get(input.domain), facts: tenants.facts(input.domain) })),
    adopt: bridge.tenants.adopt.handler(({ input, context: { caller, signal } }) => adopt(services, input, caller, signal)),
    survey: bridge.tenants.survey.handler(async function* ({ input, context: { signal } }) {
      yield* survey(services, input, signal)
    }),
    groups: bridge.tenants.groups.handler(() => ({ groups: tenants.groups().map(({ name, domains }) => ({ name, domains })) })),
    groupAdd: bridge.tenants.groupAdd.handler(({ input, context: { caller } }) => {
      const group = readGroup(input.group)
      return changeGroup(caller, 'tenant.group-add', group, input.domains, () => tenants.addToGroup(group, input.domains))
    }),
    groupRemove: bridge.tenants.groupRemove.handler(({ input, context: { caller } }) =>
      changeGroup(caller, 'tenant.group-remove', input.group, input.domains, () => tenants.removeFromGroup(input.group, input.domains)),
    ),
  }
}
