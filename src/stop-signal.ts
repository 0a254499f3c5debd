/** How often a gateway that npm started looks whether npm is still there. */
const PARENT_CHECK_MS = 250

/**
 * Resolves when the process is asked to end: by SIGINT or SIGTERM (a second one ends it at once), or by the end of the
 * npm that started it. npm passes signals on to a shell only, which dies without telling its child.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    if (process.env.npm_lifecycle_event === undefined) return
    const parent = process.ppid
    const check = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(check)
      resolve()
    }, PARENT_CHECK_MS).unref()
  })
}
