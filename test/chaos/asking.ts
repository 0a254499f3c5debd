import { setTimeout as sleep } from 'node:timers/promises'
import type { LockAddress } from '../../src/locks/provider.ts'
import { count, type History } from './history.ts'

export interface Called {
  readonly apiKey: string
  readonly doors: readonly LockAddress[]
  /** Where gateways serve at this moment. */
  readonly urls: () => readonly string[]
}

/** How long a caller waits for an answer before it asks again, perhaps somebody else. */
const PATIENCE_MS = 8_000
const ASK_AGAIN_MS = 100
/** No fault lasts that long: nobody will ever answer. */
const ENDLESS_MS = 120_000

export interface Asked {
  readonly result: Result
  /** It was asked more than once: what is refused now may have been done before. */
  readonly isRepeated: boolean
  /** Somebody was asked who did not answer in time, and may yet do it. */
  readonly mayComeLate: boolean
}

export interface Result {
  readonly __typename: string
  readonly message?: string
  readonly accessCode?: AnsweredCode
  readonly accessCodes?: readonly AnsweredCode[]
  readonly backupAccessCode?: AnsweredCode
  readonly linkedCodeGroup?: {
    readonly id: string
    readonly code: string | null
    readonly accessCodes: { readonly nodes: readonly AnsweredCode[] }
  }
}

export interface AnsweredCode {
  readonly id: string
  readonly name: string | null
  readonly code: string
  readonly startsAt: string | null
  readonly endsAt: string | null
  readonly commonCodeKey: string | null
}

const code = 'id name code startsAt endsAt commonCodeKey'

/** What is shown of each payload. */
const payloads = {
  createAccessCode: `accessCode { ${code} }`,
  createMultipleAccessCodes: `accessCodes { ${code} }`,
  updateAccessCode: `accessCode { ${code} }`,
  updateMultipleAccessCodes: `accessCodes { ${code} }`,
  rotateLinkedCodeGroup: `linkedCodeGroup { id code accessCodes(first: 100) { nodes { ${code} } } }`,
  unlinkAccessCode: `accessCode { ${code} }`,
  pullBackupAccessCode: `accessCode { ${code} } backupAccessCode { ${code} }`,
  deleteAccessCode: '',
  deleteLinkedCodeGroup: '',
} as const
export type Mutation = keyof typeof payloads

export const isDone = ({ __typename }: Result): boolean => __typename.endsWith('Payload')

/** Asks whoever is there until there is an answer, yes or no: a silence or a failure says nothing of what was done. */
export async function ask(
  { apiKey, urls }: Called,
  history: History,
  mutation: Mutation,
  input: object,
): Promise<Asked> {
  const body = JSON.stringify({ query: documentOf(mutation), variables: { input } })
  let isRepeated = false
  let mayComeLate = false
  for (const sinceMs = performance.now(); performance.now() - sinceMs < ENDLESS_MS; isRepeated = true) {
    const there = urls()
    const url = there[Math.floor(Math.random() * there.length)]
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
    const signal = AbortSignal.timeout(PATIENCE_MS)
    try {
      if (url === undefined) throw new Error('nobody serves')
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal })
      const result = resultOf(await response.json())
      if (result) return { result, isRepeated, mayComeLate }
    } catch (error) {
      if (error instanceof Refused) throw error
      if (signal.aborted) mayComeLate = true
    }
    count(history.others, 'asked again')
    await sleep(ASK_AGAIN_MS)
  }
  throw new Error('there is no answer any more')
}

class Refused extends Error {}

/** Null where something went wrong that tells nothing. */
function resultOf(answer: unknown): Result | null {
  const { data, errors } = answer as {
    data?: { result?: Result } | null
    errors?: { message: string; extensions?: { code?: string } }[]
  }
  if (data?.result) return data.result
  const [error] = errors ?? []
  if (error?.extensions?.code === 'INTERNAL_SERVER_ERROR') return null
  throw new Refused(`refused at the door: ${error?.message}`)
}

function documentOf(mutation: Mutation): string {
  const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`
  const shown = payloads[mutation]
  const payload = shown && `... on ${name}Payload { ${shown} }`
  return `mutation ($input: ${name}Input!) { result: ${mutation}(input: $input) { __typename ${payload} ... on UserError { message } } }`
}
