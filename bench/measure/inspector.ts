/** A server that was started with `--inspect`, asked over its inspector. */
export interface Inspector extends Disposable {
  // biome-ignore lint/suspicious/noExplicitAny: each method has an answer of its own
  send(method: string, parameters?: object): Promise<any>
}

export async function inspect(inspectorUrl: string | undefined): Promise<Inspector> {
  if (!inspectorUrl) throw new Error('the server did not say where its inspector is')
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
  return {
    send: (method, params = {}) =>
      new Promise((resolve) => {
        const id = ++last
        answers.set(id, resolve)
        socket.send(JSON.stringify({ id, method, params }))
      }),
    [Symbol.dispose]: () => socket.close(),
  }
}
