import { MainPane, PaneHeader, Screen } from '../ui/index.ts'

export function SettingsScreen() {
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Settings" />
      </MainPane>
    </Screen>
  )
}
