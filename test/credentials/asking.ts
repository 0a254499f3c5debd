import { vi } from 'vitest'
import { addPersonalAccessToken } from '../../src/domain/auth/personal-access-tokens.ts'
import { allScopes } from '../../src/domain/auth/scopes.ts'
import { newToken } from '../../src/domain/auth/token.ts'
import type { Scope } from '../../src/domain/auth/viewer.ts'
import type { Answer, TestGateway } from '../support/gateway.ts'

/** An answer to a request with these headers, with its status. */
export async function askWith(
  { url }: Pick<TestGateway, 'url'>,
  headers: Record<string, string>,
  query = '{ viewer { kind workspace { id } } }',
): Promise<Answer & { readonly status: number }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
  return { status: response.status, ...((await response.json()) as Answer) }
}

export const bearing = (token: string) => ({ authorization: `Bearer ${token}` })

/** Resolves when the token opens nothing any more: within a second, and a machine may be busy. */
export const goesOut = (gateway: Pick<TestGateway, 'url'>, token: string) =>
  vi.waitUntil(async () => (await askWith(gateway, bearing(token))).status === 401, { timeout: 10_000, interval: 50 })

/** A token of a person of this address, who is a member of the workspace. */
export async function aPerson(
  gateway: TestGateway,
  {
    workspaceId,
    email,
    name = 'Laptop',
    scopes = allScopes,
  }: { workspaceId: string; email: string; name?: string; scopes?: readonly Scope[] },
) {
  const token = newToken('PERSONAL_ACCESS_TOKEN')
  await addPersonalAccessToken(gateway.services, { workspaceId, email, name, token, scopes })
  return { token, ...gateway.askerWith(token, workspaceId) }
}
