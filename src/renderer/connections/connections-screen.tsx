import { MainPane, PaneHeader, Screen } from '../ui/index.ts'

export function ConnectionsScreen() {
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Connections" />
      </MainPane>
    </Screen>
  )
}
