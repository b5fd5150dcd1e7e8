export { rateOf } from './rate.ts'
export { RateBars } from './rate-bars.tsx'
export { type Share, ShareBar } from './share-bar.tsx'
export { StopBlocks } from './stop-blocks.tsx'
