import { MainPane, PaneHeader, Screen } from '../ui/index.ts'

export function WithdrawalsScreen() {
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Withdrawals" />
      </MainPane>
    </Screen>
  )
}
