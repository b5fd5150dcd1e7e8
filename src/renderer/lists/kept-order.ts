/** The same rows in the places they had before, with new ones at the end: a refresh moves nothing under the pointer. */
export function inPlace<Row extends { readonly id: string }>(rows: readonly Row[], before: readonly string[]): Row[] {
  const places = new Map(before.map((id, index) => [id, index]))
  const place = (row: Row): number => places.get(row.id) ?? Number.POSITIVE_INFINITY
  return [...rows].sort((one, other) => (place(one) === place(other) ? 0 : place(one) - place(other)))
}
