export function DriftScreen() {
  return null
}
