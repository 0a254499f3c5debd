/** The CPU profiler of a server that was started with `--inspect`. */
export interface Profiler extends Disposable {
  start(): Promise<void>
  stop(): Promise<CpuProfile>
}

/** As much of V8's format as is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
    readonly children?: readonly number[]
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const INTERVAL_US = 250

export async function connectProfiler(inspectorUrl: string): Promise<Profiler> {
  const socket = new WebSocket(inspectorUrl)
  const answers = new Map<number, (result: unknown) => void>()
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data))
    answers.get(id)?.(result)
    answers.delete(id)
  })
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true })
    socket.addEventListener('error', reject, { once: true })
  })
  let last = 0
  const send = (method: string, params = {}) =>
    new Promise<unknown>((resolve) => {
      const id = ++last
      answers.set(id, resolve)
      socket.send(JSON.stringify({ id, method, params }))
    })
  await send('Profiler.enable')
  await send('Profiler.setSamplingInterval', { interval: INTERVAL_US })
  return {
    start: async () => void (await send('Profiler.start')),
    stop: async () => ((await send('Profiler.stop')) as { profile: CpuProfile }).profile,
    [Symbol.dispose]: () => socket.close(),
  }
}
