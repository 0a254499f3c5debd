import { onTestFinished } from 'vitest'
import type { Answer } from '../support/gateway.ts'

/** A client that reads one subscription over server-sent events, as it wants: what it does not read stays unread. */
export interface Subscriber {
  readonly response: Response
  /** The next result; null once the stream has completed. Rejects if it broke off without completing. */
  next(): Promise<Answer | null>
  /** The next results of a field, as many as asked for. */
  take(count: number, field: string): Promise<readonly unknown[]>
  /** Everything until it completes. */
  rest(): Promise<Answer[]>
  /** Hangs up. */
  leave(): void
}

/** Resolves when the gateway has opened the stream, or refused it. Hangs up when the test is done. */
export async function subscribe(
  { url }: { url: string },
  { key, workspaceId }: { key: string; workspaceId?: string | undefined },
  query: string,
  variables?: object,
): Promise<Subscriber> {
  const hangUp = new AbortController()
  onTestFinished(() => hangUp.abort())
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'text/event-stream' },
      ...(workspaceId !== undefined && { 'latchkey-workspace': workspaceId }),
    },
    body: JSON.stringify({ query, variables }),
    signal: hangUp.signal,
  })
  const messages = messagesOf(response)
  const next = async () => {
    const { value, done } = await messages.next()
    return done ? null : (value as Answer)
  }
  return {
    response,
    next,
    async take(count, field) {
      const taken: unknown[] = []
      while (taken.length < count) {
        const answer = await next()
        if (!answer?.data) throw new Error(`the stream ended after ${taken.length}: ${JSON.stringify(answer)}`)
        taken.push(answer.data[field])
      }
      return taken
    },
    async rest() {
      const all: Answer[] = []
      for (let answer = await next(); answer; answer = await next()) all.push(answer)
      return all
    },
    leave: () => hangUp.abort(),
  }
}

async function* messagesOf(response: Response): AsyncGenerator<Answer> {
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n')
      text = text.slice(end + 2)
      if (lines.includes('event: complete')) return
      const data = lines.find((line) => line.startsWith('data: '))
      if (data) yield JSON.parse(data.slice('data: '.length))
    }
  }
  throw new Error('the stream broke off without completing')
}
