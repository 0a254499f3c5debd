import { type Documents, type Operation, documents as product } from '../../workloads/documents.ts'

/** The same questions in the words of the derived schema: everything hangs on the workspace of whoever asks. */

const issues = '{ issueCode source message }'
const newest = 'orderBy: [CREATED_AT_DESC, ROW_ID_DESC]'
const live = 'isManaged: true, isBackup: false, removedAt: null'

const device = 'device: workspaceDevice'
const group = 'linkedCodeGroup: workspaceLinkedCodeGroup'
const some = 'id: rowId name type status startsAt endsAt'

const fullCode = `${some} code verification createdAt updatedAt isManaged isBackup isExternalModificationAllowed
      isOfflineAccessCode isOneTimeUse isScheduledOnDevice isWaitingForCodeAssignment
      errors ${issues} warnings ${issues} ${device} { id: rowId name } ${group} { id: rowId commonCodeKey }`

const secondPage = (count: string) => `
  workspace: currentWorkspace {
    accessCodes(first: 100, after: $after, ${newest}, condition: { ${live}, status: UNSET, type: TIME_BOUND }) {
      ${count} nodes { ${fullCode} } pageInfo { hasNextPage endCursor }
    }
  }`

export const documents: Documents = {
  ...product,
  Q1: `query Q1($id: UUID!) {
  workspace: currentWorkspace { accessCode(id: $id) { ${some} code createdAt isManaged errors ${issues} } }
}`,
  Q2: `query Q2 {
  workspace: currentWorkspace { accessCodes(first: 100, ${newest}, condition: { ${live} }) { nodes { ${fullCode} } } }
}`,
  Q3: `query Q3($key: String!) {
  workspace: currentWorkspace {
    linkedCodeGroups(first: 1, condition: { commonCodeKey: $key, endedAt: null }) {
      nodes {
        id: rowId commonCodeKey createdAt
        accessCodes: accessCodesByWorkspaceIdAndLinkedCodeGroupId(first: 20, ${newest}, condition: { ${live} }) {
          nodes { ${some} ${device} { id: rowId name deviceType } }
        }
      }
    }
  }
}`,
  Q4: `query Q4 {
  workspace: currentWorkspace {
    devices(first: 50, ${newest}) {
      nodes {
        id: rowId name manufacturer isOnline supportedCodeLengths
        accessCodes: accessCodesByWorkspaceIdAndDeviceId(first: 10, ${newest}, condition: { ${live} }) {
          nodes { ${some} createdAt }
        }
      }
    }
  }
}`,
  Q5: `query Q5($after: Cursor) { ${secondPage('totalCount')} }`,
  Q5p: `query Q5p($after: Cursor) { ${secondPage('')} }`,
  M1: `mutation M1($input: CreateMultipleInput!) {
  createMultipleAccessCodes(input: $input) {
    accessCodes { id code name type status startsAt endsAt device { id } }
    linkedCodeGroup { id commonCodeKey }
  }
}`,
  M2: `mutation M2($input: UpdateInput!) {
  updateCode(input: $input) {
    accessCode { id name type status startsAt endsAt }
    actionAttempt { id actionType status }
  }
}`,
  M3: `mutation M3($input: DeleteInput!) {
  deleteCode(input: $input) { accessCode { id status } actionAttempt { id actionType status } }
}`,
}

// biome-ignore lint/suspicious/noExplicitAny: answers have the shapes of the documents above
type Any = any

/** An answer as the product would give it. */
export function canonicalAnswer(operation: Operation, data: Any): Any {
  switch (operation) {
    case 'Q2':
    case 'Q5':
    case 'Q5p': {
      const { nodes, ...connection } = data.workspace.accessCodes
      const key = (node: Any) => ({ ...node, commonCodeKey: node.linkedCodeGroup?.commonCodeKey ?? null })
      return { accessCodes: { ...connection, nodes: nodes.map(key) } }
    }
    case 'Q3':
      return { linkedCodeGroup: data.workspace.linkedCodeGroups.nodes[0] ?? null }
    case 'M1':
    case 'M2':
    case 'M3': {
      const [field, type] = {
        M1: ['createMultipleAccessCodes', 'CreateMultipleAccessCodesPayload'],
        M2: ['updateAccessCode', 'UpdateAccessCodePayload'],
        M3: ['deleteAccessCode', 'DeleteAccessCodePayload'],
      }[operation] as [string, string]
      const [payload] = Object.values(data) as Any[]
      return { [field]: payload && { __typename: type, ...payload } }
    }
    default:
      return data.workspace
  }
}
