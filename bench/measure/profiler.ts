import type { Inspector } from './inspector.ts'

/** As much of V8's format as is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly children?: readonly number[]
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const INTERVAL_US = 250

/** What a server does while `work` runs. */
export async function profileWhile<Result>(
  inspector: Inspector,
  work: () => Promise<Result>,
): Promise<{ result: Result; profile: CpuProfile }> {
  await inspector.send('Profiler.enable')
  await inspector.send('Profiler.setSamplingInterval', { interval: INTERVAL_US })
  await inspector.send('Profiler.start')
  const result = await work()
  const { profile } = await inspector.send('Profiler.stop')
  return { result, profile }
}
