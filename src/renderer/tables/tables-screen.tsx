import { MainPane, PaneHeader, Screen } from '../ui/index.ts'

export function TablesScreen() {
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Tables" />
      </MainPane>
    </Screen>
  )
}
