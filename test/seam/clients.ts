import { SeamHttp } from '@seamapi/http'
import { SeamHttp as OlderSeamHttp } from '@seamapi/http-1/connect'
import { expect } from 'vitest'
import { seamAnswer } from './promises.ts'

/** Where the gateway is, and who asks. */
type Where = { readonly endpoint: string } & (
  | { readonly apiKey: string }
  | { readonly clientSessionToken: string }
  | { readonly personalAccessToken: string; readonly workspaceId: string }
)

/** Seam's current client, every answer to which is held against Seam's own definitions. */
export function currentClient(where: Where): SeamHttp {
  const seam = new SeamHttp(where)
  seam.client.interceptors.response.use((response) => checked(response))
  return seam
}

/** The line before, which posts what the current one gets, and puts what that patches. */
export function olderClient(where: Where): OlderSeamHttp {
  const seam = new OlderSeamHttp({ ...where, isUndocumentedApiEnabled: true })
  seam.client.interceptors.response.use((response) => checked(response))
  return seam
}

interface Answered {
  readonly config: { readonly url?: string }
  readonly data: unknown
}

/** What was asked by these clients, and answered. */
export const askedPaths = new Set<string>()

function checked<Response extends Answered>(response: Response): Response {
  const { url = '' } = response.config
  askedPaths.add(url)
  const { error } = seamAnswer(url).safeParse(response.data)
  expect(error?.issues.map(({ path, message }) => `${url} ${path.join('.')}: ${message}`)).toBeUndefined()
  return response
}
