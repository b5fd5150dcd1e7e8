/** Whether a file system call failed for want of the file: others may remove what was there a moment ago. */
export const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
