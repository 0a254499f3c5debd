import { allScopes, isForBrowsers } from '../../src/domain/auth/scopes.ts'
import type { Scope } from '../../src/domain/auth/viewer.ts'
import { type House, onlyResult } from '../api/a-house.ts'
import type { Asker, TestGateway } from '../support/gateway.ts'

export interface Session extends Asker {
  readonly id: string
}

/** Who asks with a client session, made as anybody makes one. */
export async function aSession(
  gateway: TestGateway,
  { client }: Pick<House, 'client'>,
  reach: { readonly deviceIds?: readonly string[]; readonly connectedAccountIds?: readonly string[] },
  scopes: readonly Scope[] = allScopes.filter(isForBrowsers),
): Promise<Session> {
  const document = `mutation ($input: CreateClientSessionInput!) { createClientSession(input: $input) {
    ... on CreateClientSessionPayload { token clientSession { id } } } }`
  const { token, clientSession } = onlyResult(await client.ask(document, { input: { ...reach, scopes } }))
  return { id: clientSession.id, ...gateway.askerWith(token) }
}
