/** Whether a process of this machine lives, whoever's it is. */
export const processLives = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
