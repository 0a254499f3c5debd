import type { Logger } from './server/log.ts'

/** Does something now and then again at every interval, one after the other. A failure is logged and tried again. */
export function every(intervalMs: number, work: () => Promise<void>, logger: Logger): AsyncDisposable {
  const run = () => work().catch((err) => logger.warn({ err }, 'regular work failed and is tried again'))
  let running = run()
  const timer = setInterval(() => {
    running = running.then(run)
  }, intervalMs).unref()
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await running
    },
  }
}
