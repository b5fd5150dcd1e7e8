export { watchRehearsals } from './watch-rehearsals.ts'
