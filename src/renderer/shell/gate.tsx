import { useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useSyncExternalStore } from 'react'
import { bridge, problemOf } from '../bridge/index.ts'
import { EmptyFace, FailedFace, LoadingFace, RoleWord } from '../ui/index.ts'
import styles from './gate.module.css'
import { GridMemoryProvider } from './grid-memory.tsx'
import { preferencesQuery, useThemePreference } from './preferences.ts'
import { roleWord, sessionQuery } from './session.tsx'

/** Takes the theme from the workspace, so that it is the same in every window and browser. */
function ThemeFromPreferences() {
  const [preference, , known] = useThemePreference()
  const { setColorScheme } = useMantineColorScheme()
  useEffect(() => {
    if (known) setColorScheme(preference)
  }, [known, preference, setColorScheme])
  return null
}

/** Holds the screens back until it is known who sits here and in which workspace; says why while it is not. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const state = useSyncExternalStore(bridge.subscribe, bridge.state)
  const session = useQuery(sessionQuery)
  const preferences = useQuery(preferencesQuery)
  const { data } = session
  useEffect(() => {
    if (data !== undefined) document.title = data.workspace.demo ? 'Demo campus · Provost' : `${data.workspace.name} · Provost`
  }, [data])

  if (data !== undefined && !preferences.isPending) {
    return (
      <RoleWord value={roleWord(data)}>
        <ThemeFromPreferences />
        <GridMemoryProvider>{children}</GridMemoryProvider>
      </RoleWord>
    )
  }
  if (state.kind === 'session-over') {
    return (
      <main className={styles['gate']}>
        <EmptyFace icon="key" title="This browser has no session">
          An address opens the console once. Run <code>provost serve url</code> where the console runs, and open the address it prints.
        </EmptyFace>
      </main>
    )
  }
  const error = session.error ?? preferences.error
  if (error !== null && problemOf(error).code !== 'bridge.closed') {
    return (
      <main className={styles['gate']}>
        <FailedFace problem={problemOf(error)} onRetry={() => void Promise.all([session.refetch(), preferences.refetch()])} />
      </main>
    )
  }
  return (
    <main className={styles['gate']}>
      <LoadingFace rows={4}>{state.kind === 'lost' ? 'Waiting for the console to answer' : 'Opening the workspace'}</LoadingFace>
    </main>
  )
}
