/** A real database server of our own in a temporary folder, on a free port of 127.0.0.1. */
export interface TestServer {
  readonly kind: 'postgres' | 'mysql'
  /** As tests name it: `PostgreSQL 15`, `MariaDB 10.11`. */
  readonly title: string
  readonly host: '127.0.0.1'
  readonly port: number
  /** The superuser; logs in over TCP with its password. */
  readonly user: string
  readonly password: string
  /** A URL with the password, as a person would type it. */
  url(database: string): string
  /** Makes an empty database and returns its name; without a name, a fresh one. */
  createDatabase(name?: string): Promise<string>
  /** Runs SQL as the superuser, several statements if need be, and returns the rows of the last. */
  execute(database: string, sql: string): Promise<Record<string, unknown>[]>
}

/** A server that the test owns and may harm. */
export interface PrivateServer extends TestServer {
  readonly directory: string
  /** Dies at once, without a goodbye to its clients. Data survive. */
  kill(): Promise<void>
  /** Starts again on the same port with the same data, after `kill`. */
  restart(): Promise<void>
  /** Freezes every process of the server: it accepts connections (the kernel does) and never answers. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

let counter = 0

/** A name no other test uses. */
export const freshName = (prefix = 't'): string =>
  `${prefix}_${process.pid.toString(36)}_${Date.now().toString(36)}_${(++counter).toString(36)}`
