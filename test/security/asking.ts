import { expect } from 'vitest'
import type { WatchedGateway } from './watched-gateway.ts'

export interface Answered {
  readonly isRefused: boolean
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the request's
  readonly result: any
}

export interface Caller {
  readonly key: string
  graphql(query: string, variables?: object): Promise<Answered>
  rest(path: string, body: object, init?: RequestInit): Promise<Answered>
  /** Anything at all, with the caller's key unless the headers have another one. */
  http(path: string, init?: RequestInit): Promise<Answered>
}

/**
 * Somebody who asks, and whose answers are kept to be searched for PINs.
 *
 * @param isBlind may see no PIN
 * @param isToldBack asks about ids of which refusals say that there is no such id
 */
export function callerWith(
  gateway: WatchedGateway,
  key: string,
  { isBlind = false, isToldBack = false, workspaceId = '' } = {},
): Caller {
  gateway.secrets.add(key.slice(-43))
  const json = { 'content-type': 'application/json' }
  async function http(path: string, { headers, ...init }: RequestInit = {}): Promise<Answered> {
    const response = await fetch(`${gateway.url}${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${key}`,
        ...(workspaceId && { 'latchkey-workspace': workspaceId }),
        ...(headers as Record<string, string>),
      },
    })
    const body = await response.text()
    const answer = response.headers.get('content-type')?.includes('json') ? JSON.parse(body) : {}
    const [result] = Object.values(answer.data ?? {}) as [{ code?: string; message?: string } | undefined]
    const isRefused = !response.ok || answer.errors !== undefined || typeof result?.message === 'string'
    const told = `${response.status} ${JSON.stringify([...response.headers])} ${body}`
    if (isBlind) gateway.forTheBlind.push(told)
    else if (isRefused && !isToldBack) gateway.refusals.push(told)
    return { isRefused, result: answer.data === undefined ? answer : result }
  }
  return {
    key,
    http,
    graphql: (query, variables) =>
      http('/graphql', { method: 'POST', headers: json, body: JSON.stringify({ query, variables }) }),
    rest: (path, body, { headers, ...init } = {}) =>
      http(path, {
        method: 'POST',
        headers: { ...json, ...(headers as Record<string, string>) },
        body: JSON.stringify(body),
        ...init,
      }),
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the request's
export async function done(answered: Promise<Answered>): Promise<any> {
  const { isRefused, result } = await answered
  expect({ isRefused, result }).toEqual({ isRefused: false, result: expect.anything() })
  return result
}

export async function refused(answered: Promise<Answered>): Promise<void> {
  expect(await answered).toMatchObject({ isRefused: true })
}
