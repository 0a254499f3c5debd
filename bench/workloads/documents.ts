/** What clients send, word for word the same to everybody whose schema is the product's. */

const issues = '{ issueCode source message }'

/** Twenty fields of a code, its device and its group. */
const fullCode = `id code name type status verification startsAt endsAt createdAt updatedAt commonCodeKey isManaged isBackup
      isExternalModificationAllowed isOfflineAccessCode isOneTimeUse isScheduledOnDevice isWaitingForCodeAssignment
      errors ${issues} warnings ${issues} device { id name } linkedCodeGroup { id commonCodeKey }`

export const documents = {
  Q1: `query Q1($id: ID!) {
  accessCode(id: $id) { id code name type status startsAt endsAt createdAt isManaged errors ${issues} }
}`,
  Q2: `query Q2 {
  accessCodes(first: 100) { nodes { ${fullCode} } }
}`,
  Q3: `query Q3($key: String!) {
  linkedCodeGroup(by: { commonCodeKey: $key }) {
    id commonCodeKey createdAt
    accessCodes(first: 20) { nodes { id name type status startsAt endsAt device { id name deviceType } } }
  }
}`,
  Q4: `query Q4 {
  devices(first: 50) {
    nodes {
      id name manufacturer isOnline supportedCodeLengths
      accessCodes(first: 10) { nodes { id name type status startsAt endsAt createdAt } }
    }
  }
}`,
  Q5: `query Q5($after: String) {
  accessCodes(first: 100, after: $after, filter: { status: [UNSET], type: TIME_BOUND }) {
    totalCount
    nodes { ${fullCode} }
    pageInfo { hasNextPage endCursor }
  }
}`,
  /** Q5 without its count, which is measured apart where codes are many. */
  Q5p: `query Q5p($after: String) {
  accessCodes(first: 100, after: $after, filter: { status: [UNSET], type: TIME_BOUND }) {
    nodes { ${fullCode} }
    pageInfo { hasNextPage endCursor }
  }
}`,
  M1: `mutation M1($input: CreateMultipleAccessCodesInput!) {
  createMultipleAccessCodes(input: $input) {
    __typename
    ... on CreateMultipleAccessCodesPayload {
      accessCodes { id code name type status startsAt endsAt device { id } }
      linkedCodeGroup { id commonCodeKey }
    }
    ... on UserError { code message }
  }
}`,
  M2: `mutation M2($input: UpdateAccessCodeInput!) {
  updateAccessCode(input: $input) {
    __typename
    ... on UpdateAccessCodePayload {
      accessCode { id name type status startsAt endsAt }
      actionAttempt { id actionType status }
    }
    ... on UserError { code message }
  }
}`,
  M3: `mutation M3($input: DeleteAccessCodeInput!) {
  deleteAccessCode(input: $input) {
    __typename
    ... on DeleteAccessCodePayload { accessCode { id status } actionAttempt { id actionType status } }
    ... on UserError { code message }
  }
}`,
} as const

export type Operation = keyof typeof documents
export type Documents = Readonly<Record<Operation, string>>

export const queries = ['Q1', 'Q2', 'Q3', 'Q4', 'Q5'] as const
export const mutations = ['M1', 'M2', 'M3'] as const

export const isMutation = (operation: Operation): boolean => (mutations as readonly string[]).includes(operation)

export const subscription = `subscription S1 {
  events { id type occurredAt accessCodeId }
}`
