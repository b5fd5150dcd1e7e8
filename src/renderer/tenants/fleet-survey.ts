import { useCallback, useEffect, useSyncExternalStore } from 'react'
import type { Domain } from '#contract/ids.ts'
import { client, problemOf } from '../bridge/index.ts'
import { Survey, type SurveyState } from './survey.ts'

/** Kept facts up to this age are shown at once; from the second on the database is looked at again behind them. */
const shownMs = 24 * 60 * 60_000
const freshMs = 60_000

/** The one survey of this window: leaving the desk and coming back shows what is known. */
const survey = new Survey((question, signal) => client.tenants.survey(question, { signal }), problemOf)

interface FleetSurvey extends SurveyState {
  /** Looks again, at all or at those named. */
  readonly again: (domains?: readonly Domain[]) => void
  readonly cancel: () => void
}

/** What is known of the fleet: first what was kept, then, where that is old, what the databases say now. */
export function useFleetSurvey(): FleetSurvey {
  const state = useSyncExternalStore(survey.subscribe, survey.state)
  useEffect(() => {
    let left = false
    const look = async () => {
      await survey.look({ maxAgeMs: shownMs })
      const oldest = Math.min(...[...survey.state().facts.values()].map(({ checkedAt }) => Date.parse(checkedAt)))
      if (!left && survey.state().problem === null && Date.now() - oldest > freshMs) await survey.look({ maxAgeMs: freshMs })
    }
    void look()
    return () => {
      left = true
      survey.leave()
    }
  }, [])
  const again = useCallback((domains?: readonly Domain[]) => {
    void survey.look({ ...(domains === undefined ? {} : { domains }), maxAgeMs: 0 })
  }, [])
  return { ...state, again, cancel: useCallback(() => survey.cancel(), []) }
}
