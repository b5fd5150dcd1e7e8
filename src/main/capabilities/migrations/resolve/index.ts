export { watchResolutions } from './watch-resolutions.ts'
