import { QueryClient } from '@tanstack/react-query'
import { bridge, problemOf } from '../bridge/index.ts'
import { retryLost } from '../ui/grid/index.ts'

/** What the screens have been told. On loopback there is no "offline": the bridge says itself when it is gone. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 15_000,
      gcTime: 120_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (count, error) => count < 1 && problemOf(error).code === 'call.deadline',
    },
    mutations: { networkMode: 'always' },
  },
})

let wasLost = false
bridge.subscribe(() => {
  const { kind } = bridge.state()
  // Whatever failed while the bridge was gone, or may have changed meanwhile, is asked again.
  if (kind === 'open' && wasLost) {
    void queryClient.invalidateQueries()
    retryLost()
  }
  wasLost = kind !== 'open'
})
