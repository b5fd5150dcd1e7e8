import { useMantineColorScheme } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type Command, useCommands } from './commands.ts'
import { desks } from './desks.ts'
import { openKeySheet, openPalette, toggleAlerts, toggleJobs } from './disclosures.ts'
import { isActive, isRun, liveJobs, useLive } from './live.ts'
import { useThemePreference } from './preferences.ts'
import { useRailFolded } from './rail.tsx'
import { useSession, whyNot } from './session.tsx'

const slashField = (): HTMLInputElement | null => document.querySelector<HTMLInputElement>('[data-slash]')

/** What can be done anywhere: going to a desk, and the shell's own layers. */
export function ShellCommands() {
  const session = useSession()
  const navigate = useNavigate()
  const [folded, setFolded] = useRailFolded()
  const [, setTheme] = useThemePreference()
  const { colorScheme } = useMantineColorScheme()
  const dark = colorScheme === 'dark' || (colorScheme === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches)
  const go = desks.map(
    (desk): Command => ({
      id: `go.${desk.id}`,
      title: desk.title,
      group: 'go',
      icon: desk.icon,
      keys: [desk.keys],
      whyNot: whyNot(session, desk.right),
      run: () =>
        void navigate({
          to: desk.path,
          search: (known: { target?: string }) => (known.target === undefined ? {} : { target: known.target }),
        }),
    }),
  )
  const { byId } = useLive(liveJobs)
  const runs = [...byId.values()]
    .filter((job) => isRun(job) && isActive(job))
    .map(
      (job): Command => ({
        id: `go.run.${job.id}`,
        title: `Run: ${job.title}`,
        group: 'go',
        icon: 'migrations',
        detail: 'being worked on',
        whyNot: whyNot(session, 'migrations.read'),
        run: () => void navigate({ to: '/migrations/runs', search: { job: job.id } }),
      }),
    )
  useCommands([
    { id: 'shell.palette', title: 'Search or run', group: 'commands', icon: 'search', keys: ['mod+k'], run: () => openPalette() },
    { id: 'shell.keys', title: 'Show all keys', group: 'commands', icon: 'info', keys: ['?'], run: openKeySheet },
    {
      id: 'shell.filter',
      title: 'Go to the search field of this screen',
      group: 'commands',
      icon: 'filter',
      keys: ['/'],
      run: () => slashField()?.focus(),
    },
    { id: 'shell.jobs', title: 'Show or hide the jobs', group: 'commands', icon: 'jobs', keys: ['j'], run: toggleJobs },
    { id: 'shell.alerts', title: 'Show or hide the alerts', group: 'commands', icon: 'bell', keys: ['!'], run: toggleAlerts },
    {
      id: 'shell.rail',
      title: folded ? 'Unfold the rail' : 'Fold the rail',
      group: 'commands',
      icon: 'columns',
      keys: ['['],
      run: () => setFolded(!folded),
    },
    {
      id: 'shell.theme',
      title: dark ? 'Use the light theme' : 'Use the dark theme',
      group: 'commands',
      icon: 'eye',
      words: 'dark light theme colour',
      run: () => setTheme(dark ? 'light' : 'dark'),
    },
    ...go,
    ...runs,
  ])
  return null
}
