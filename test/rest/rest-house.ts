import { expect } from 'vitest'
import { z } from 'zod'
import type { Prisma } from '../../src/data/prisma/client.ts'
import { newId } from '../../src/data/uuid.ts'
import type { Scope } from '../../src/domain/auth/viewer.ts'
import { errorAnswer } from '../../src/rest/openapi.ts'
import { routes } from '../../src/rest/routes.ts'
import { aHouse } from '../api/a-house.ts'
import type { TestGateway } from '../support/gateway.ts'

/** An answer as a client gets it. */
export interface RestAnswer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the route's, and tests assert it whole
  readonly body: any
}

export interface RestClient {
  /** POST, but for what `method` says. GET and DELETE put what is given into the address. */
  ask(path: string, given?: object, init?: RequestInit): Promise<RestAnswer>
}

/** A workspace of a test's own, with who asks in it by GraphQL and in the manner of the Seam API. */
export async function restHouse(gateway: TestGateway, scopes?: readonly Scope[]) {
  const house = await aHouse(gateway, scopes)
  return {
    ...house,
    ...restClient(gateway.url, house.client.key),
    async account(about: Partial<Prisma.ConnectedAccountCreateManyInput> = {}): Promise<string> {
      const id = newId()
      const { workspaceId } = house
      const data = { displayName: 'Hub', provider: 'SIMULATED' as const, ...about, id, workspaceId }
      await gateway.database.prisma.connectedAccount.create({ data })
      return id
    },
  }
}

export function restClient(url: string, key: string): RestClient {
  return {
    async ask(path, given, { method = 'POST', headers, ...init } = {}) {
      const isInAddress = method === 'GET' || method === 'DELETE'
      const address = isInAddress && given ? `${path}?${new URLSearchParams(given as Record<string, string>)}` : path
      const response = await fetch(`${url}${address}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        ...(!isInAddress && given && { body: JSON.stringify(given) }),
        ...init,
      })
      const body = await response.json()
      mustBeAsPromised(path, response, body)
      return { status: response.status, body }
    },
  }
}

/** Whatever a test asserts: every answer is what the OpenAPI document says of it, and no more. */
function mustBeAsPromised(path: string, response: Response, body: unknown): void {
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  const requestId = response.headers.get('seam-request-id')
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
  if (response.ok) {
    const answer = routes.find((route) => route.path === path.split('?')[0])?.answer
    expect(z.strictObject({ ...answer, ok: z.literal(true) }).safeParse(body).error).toBeUndefined()
  } else {
    expect(errorAnswer.safeParse(body).error).toBeUndefined()
    expect(body).toMatchObject({ error: { request_id: requestId } })
  }
}

/** A refusal, whole. */
export const refusal = (status: number, type: string, message: string, more: object = {}): RestAnswer => ({
  status,
  body: { error: { type, message, ...more, request_id: expect.any(String) }, ok: false },
})

/** A refusal of the input, by parameter. */
export const invalid = (issues: Record<string, string>): RestAnswer =>
  refusal(
    400,
    'invalid_input',
    Object.entries(issues)
      .map(([parameter, message]) => `${parameter}: ${message}`)
      .join(' '),
    {
      validation_errors: {
        _errors: [],
        ...Object.fromEntries(
          Object.entries(issues).map(([parameter, message]) => [parameter, { _errors: [message] }]),
        ),
      },
    },
  )
