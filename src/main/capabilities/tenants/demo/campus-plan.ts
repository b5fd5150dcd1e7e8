import type { TenantStatus } from '#contract/tenants.ts'
import { Random, seedOf } from './random.ts'
import type { DemoWords } from './words.ts'

/** One tenant of the demo, before anything of it is written. */
export interface CampusPlan {
  readonly name: string
  readonly domain: string
  readonly region: string
  readonly status: TenantStatus
  readonly groups: readonly string[]
  readonly students: number
  readonly foundedYearsAgo: number
  /** The last version of the blueprint its database has; null: it has no database (it waits for approval). */
  readonly schemaVersion: string | null
  /** Which withdrawals it has: every one a registrar can meet, all states with some contradictions, or a few. */
  readonly cases: 'all' | 'most' | 'few'
  /** Loses the index on `refunds.withdrawal_id`, as a hand that meant well left it. */
  readonly withoutRefundIndex: boolean
}

/** Connection and file of a campus: `alder-valley` and `alder_valley_example.sqlite`. */
export const connectionOf = ({ domain }: Pick<CampusPlan, 'domain'>): string => domain.replace(/\.example$/, '').replaceAll('.', '-')
export const fileOf = ({ domain }: Pick<CampusPlan, 'domain'>): string => `${domain.replaceAll(/[^a-z0-9]/g, '_')}.sqlite`

const statusOf = (random: Random, index: number): TenantStatus => {
  // The first of a fleet's others show each status once; after that the rare ones stay rare.
  const shown: readonly TenantStatus[] = ['PENDING_APPROVAL', 'SUSPENDED', 'ARCHIVED']
  const first = shown[index]
  if (first !== undefined) return first
  const lot = random.next()
  if (lot < 0.03) return 'PENDING_APPROVAL'
  if (lot < 0.06) return 'SUSPENDED'
  return lot < 0.09 ? 'ARCHIVED' : 'APPROVED'
}

const schemaVersionOf = (random: Random, status: TenantStatus): string | null => {
  if (status === 'PENDING_APPROVAL') return null
  const lot = random.next()
  if (lot < 0.04) return '0003'
  return lot < 0.12 || status === 'ARCHIVED' ? '0004' : '0005'
}

const slug = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

/** The tenants of a demo of that size: the first four always the same, the others smaller the more there are. */
export const planCampuses = (count: number, words: DemoWords): CampusPlan[] => {
  const { first, places, kinds, regions } = words.campuses
  const plans: CampusPlan[] = first.slice(0, count).map((campus, index) => ({
    ...campus,
    status: 'APPROVED',
    cases: index === 0 ? 'all' : 'most',
    withoutRefundIndex: campus.schemaVersion === '0004',
  }))
  const most = count > 50 ? 90 : 240
  for (let index = 0; plans.length < count; index++) {
    const random = new Random(seedOf(`campus ${index}`))
    const place = places[index % places.length] ?? ''
    const kind = kinds[Math.floor(index / places.length + index) % kinds.length] ?? ''
    const round = Math.floor(index / (places.length * kinds.length))
    const name = `${place} ${kind}${round === 0 ? '' : ` ${round + 1}`}`
    const domain = `${slug(name)}.example`
    if (plans.some((plan) => plan.domain === domain)) continue
    const status = statusOf(random, index)
    const region = random.of(regions)
    plans.push({
      name,
      domain,
      region,
      status,
      groups: status === 'APPROVED' ? [region, ...(random.chance(0.1) ? ['pilot'] : [])] : [region],
      students: random.whole(Math.floor(most / 3), most),
      foundedYearsAgo: random.whole(1, 8),
      schemaVersion: schemaVersionOf(random, status),
      cases: 'few',
      withoutRefundIndex: random.chance(0.03),
    })
  }
  return plans
}
