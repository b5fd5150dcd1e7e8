export default function JobDrawer() {
  return null
}
