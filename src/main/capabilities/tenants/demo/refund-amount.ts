/** What Standard 12.2.3 gives back of a charge paid in full: pro rata before 50 %, half a cent rounded up. */
export const proRataCents = (tuitionCents: number, progress: number): number =>
  progress >= 50 ? 0 : Math.floor((tuitionCents * (100 - Math.max(0, progress)) + 50) / 100)

const bands: readonly (readonly [upTo: number, percent: number])[] = [
  [5, 95],
  [10, 90],
  [25, 75],
  [49, 50],
]

/** What the former Standard 9 gave, as schools still reckon it by mistake. */
export const formerBandCents = (tuitionCents: number, progress: number): number => {
  const percent = bands.find(([upTo]) => progress <= upTo)?.[1] ?? 0
  return Math.floor((tuitionCents * percent + 50) / 100)
}
