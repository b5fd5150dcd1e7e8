export { type LogEntry, LogList } from './log-list.tsx'
