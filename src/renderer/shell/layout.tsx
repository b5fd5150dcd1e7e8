import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { BridgeBar, NoticeBars } from './bars.tsx'
import { useDisclosures } from './disclosures.ts'
import { KeyListener } from './key-listener.tsx'
import { later } from './later.ts'
import styles from './layout.module.css'
import { Rail } from './rail.tsx'
import { ShellCommands } from './shell-commands.tsx'
import { useStanding } from './standing.ts'
import { StatusBar } from './status-bar.tsx'

const Palette = lazy(later(() => import('./palette.tsx')))
const KeySheet = lazy(later(() => import('./key-sheet.tsx')))
const AlertDrawer = lazy(later(() => import('../alerts/alert-drawer.tsx')))
const JobDrawer = lazy(later(() => import('../activity/job-drawer.tsx')))

/** The frame round every screen. */
export function Layout() {
  const { palette, keySheet, jobs, alerts } = useDisclosures()
  const { environment, readWrite } = useStanding()
  const [main, setMain] = useState<HTMLElement | null>(null)
  return (
    <div
      className={styles['window']}
      data-production={environment === 'production' || undefined}
      data-writes={(environment === 'production' && readWrite) || undefined}
    >
      <button type="button" className={styles['skip']} onClick={() => main?.focus()}>
        Skip to the screen
      </button>
      <Rail />
      <div className={styles['desk']}>
        <BridgeBar />
        <NoticeBars />
        <div className={styles['content']}>
          <main ref={setMain} className={styles['outlet']} tabIndex={-1} aria-label="Screen">
            <Outlet />
          </main>
          {jobs ? (
            <Suspense fallback={null}>
              <JobDrawer />
            </Suspense>
          ) : null}
          {alerts ? (
            <Suspense fallback={null}>
              <AlertDrawer />
            </Suspense>
          ) : null}
        </div>
      </div>
      <StatusBar />
      <KeyListener />
      <ShellCommands />
      <Suspense fallback={null}>
        {palette ? <Palette /> : null}
        {keySheet ? <KeySheet /> : null}
      </Suspense>
    </div>
  )
}
