import { basename, dirname } from 'node:path'
import { addressOf } from '../../engines/index.ts'
import type { ConnectionRecord } from './connection-book.ts'

/** The server in words: `host:port`, or for a file the folder it lies in. What one server holds is grouped by it. */
export const serverLabel = ({ config }: Pick<ConnectionRecord, 'config'>): string =>
  config.engine === 'sqlite' ? basename(dirname(config.path)) : addressOf(config)
