import { MainPane, PaneHeader, Screen } from '../ui/index.ts'

export function JobsScreen() {
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Jobs" />
      </MainPane>
    </Screen>
  )
}
