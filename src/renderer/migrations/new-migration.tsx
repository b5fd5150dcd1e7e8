import { useState } from 'react'
import type { MigrationSourceView } from '#contract/migrations.ts'
import { useCommands, useWhyNot } from '../shell/index.ts'
import { Act } from '../ui/index.ts'
import { NewMigrationDialog } from './new-migration-dialog.tsx'
import { newMigrationWhyNot } from './new-migration-why-not.ts'

interface NewMigrationProps {
  readonly source: string | undefined
  readonly views: readonly MigrationSourceView[]
  readonly onMade: () => void
}

/** Begins a migration in the chosen folder, by button and from the palette; where none can be made it says why. */
export function NewMigration({ source, views, onMade }: NewMigrationProps) {
  const refused = useWhyNot('migrations.apply')
  const [asking, setAsking] = useState(false)
  const whyNot = refused ?? newMigrationWhyNot(source, views)
  useCommands([
    {
      id: 'migrations.new',
      title: 'New migration…',
      group: 'here',
      icon: 'plus',
      whyNot,
      words: 'create file',
      run: () => setAsking(true),
    },
  ])
  return (
    <>
      <Act look="subtle" icon="plus" whyNot={whyNot} onClick={() => setAsking(true)}>
        New migration…
      </Act>
      {asking && source !== undefined ? <NewMigrationDialog source={source} onClose={() => setAsking(false)} onMade={onMade} /> : null}
    </>
  )
}
