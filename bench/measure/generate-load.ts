// The process behind LoadGenerator: autocannon, one job after the other.
import autocannon from 'autocannon'
import { isMutation } from '../workloads/documents.ts'
import { authorizationOf, requestsOf } from '../workloads/requests.ts'
import type { LoadJob, LoadResult } from './load.ts'

process.on('message', async (job: LoadJob) => {
  process.send?.(await run(job))
})
process.once('disconnect', () => process.exit(0))

const DURATION_MAX_SECONDS = 60

/** Ends at the next look; what is under way is no longer waited for. */
const stop = (cannon: autocannon.Instance): void => (cannon as unknown as { stop(): void }).stop()

function run(job: LoadJob): Promise<LoadResult> {
  const { url, operation, shape, cursors, connections, seconds } = job
  const requestOf = requestsOf(operation, shape, cursors)
  const head = `{"operationName":"${operation}","query":${JSON.stringify(job.document)},"variables":`
  let next = job.first
  const latencies: number[] = []
  let bytes = 0
  let bad = 0
  let firstBad: string | null = null
  const complain = (text: string) => {
    bad++
    firstBad ??= text.slice(0, 500)
  }

  const { promise, resolve, reject } = Promise.withResolvers<LoadResult>()
  const startedAt = performance.now()
  const cannon = autocannon(
    {
      url,
      connections,
      duration: DURATION_MAX_SECONDS,
      // How often it looks whether the time is over.
      sampleInt: 50,
      timeout: 30,
      method: 'POST',
      requests: [
        {
          setupRequest: (request) => {
            const one = requestOf(next++)
            return {
              ...request,
              headers: { 'content-type': 'application/json', authorization: authorizationOf(one) },
              body: `${head}${JSON.stringify(one.variables)}}`,
            }
          },
          // A refusal answers with 200 too; of queries the sizes tell.
          ...(isMutation(operation) && {
            onResponse: (_status: number, body: string) => {
              if (!/"accessCodes?":/.test(body) || body.includes('"errors":')) complain(body)
            },
          }),
        },
      ],
    },
    (error: Error | null, result: autocannon.Result) => {
      if (error) return reject(error)
      const took = (performance.now() - startedAt) / 1000
      latencies.sort((a, b) => a - b)
      const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
      resolve({
        requests: latencies.length,
        seconds: took,
        p50Ms: at(0.5),
        p99Ms: at(0.99),
        bad: bad + result.errors + result.timeouts,
        firstBad,
        bytesPerRequest: Math.round(bytes / Math.max(1, latencies.length)),
      })
    },
  )
  cannon.on('response', (_client, status, size, ms) => {
    latencies.push(ms)
    // A machine that is busy with something else may need longer for the first answers.
    if (performance.now() - startedAt >= seconds * 1000 && latencies.length >= connections) stop(cannon)
    bytes += size
    if (status !== 200) complain(`status ${status}`)
  })
  return promise
}
