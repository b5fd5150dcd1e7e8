import { MainPane, PaneHeader, Screen } from '../ui/index.ts'

export function RefundsScreen() {
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Refunds" />
      </MainPane>
    </Screen>
  )
}
