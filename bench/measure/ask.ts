import type { Documents, Operation } from '../workloads/documents.ts'
import { authorizationOf, type Request } from '../workloads/requests.ts'
import type { ServerProcess } from './server-process.ts'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the document's
  readonly data: any
  readonly errors: readonly { readonly message: string }[] | undefined
}

const bodyOf = (documents: Documents, operation: Operation, variables: object): string =>
  JSON.stringify({ operationName: operation, query: documents[operation], variables })

/** One request and its answer, in the product's shape. */
export async function ask(
  { url, peer }: Pick<ServerProcess, 'url' | 'peer'>,
  operation: Operation,
  request: Request,
  authorization = authorizationOf(request),
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: bodyOf(peer.documents, operation, request.variables),
  })
  const { data, errors } = (await response.json()) as Omit<Answer, 'status'>
  return { status: response.status, errors, data: data && peer.canonical ? peer.canonical(operation, data) : data }
}
