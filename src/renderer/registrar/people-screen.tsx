import { MainPane, PaneHeader, Screen } from '../ui/index.ts'

export function PeopleScreen() {
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="People" />
      </MainPane>
    </Screen>
  )
}
