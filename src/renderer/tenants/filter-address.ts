import type { TenantStatus } from '#contract/tenants.ts'
import { statusWords } from './tenant-words.ts'

/** The filters of the list as one part of its address. */
export interface AddressFilters {
  readonly status: TenantStatus | null
  readonly server: string | null
  /** The built-in view a saved one stands on. */
  readonly view: string | null
}

const isStatus = (text: string | null): text is TenantStatus => text !== null && Object.hasOwn(statusWords, text)

/** Reads `is=SUSPENDED&on=pg-east-1:5432&in=attention`; what is none is left out. */
export function readFilters(text: string | undefined): AddressFilters {
  const parts = new URLSearchParams(text ?? '')
  const status = parts.get('is')
  return { status: isStatus(status) ? status : null, server: parts.get('on'), view: parts.get('in') }
}

/** The filters as they stand in the address; undefined where none holds. */
export function writeFilters({ status, server, view }: AddressFilters): string | undefined {
  const parts = new URLSearchParams()
  if (status !== null) parts.set('is', status)
  if (server !== null) parts.set('on', server)
  if (view !== null) parts.set('in', view)
  return parts.size === 0 ? undefined : parts.toString()
}
