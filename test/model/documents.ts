import { isObjectType, isUnionType } from 'graphql'
import { schema } from '../../src/graphql/schema.ts'

/** What is asked of the API: of each answer all that the model can tell. */

const codeFields = `id device { id } name code codeVisibility verification type status startsAt endsAt createdAt
  commonCodeKey linkedCodeGroup { id } pendingMutations { mutationCode } errors { issueCode } warnings { issueCode }
  isManaged isBackup isBackupAccessCodeAvailable pulledBackupAccessCode { id } isExternalModificationAllowed
  isOfflineAccessCode isOneTimeUse isScheduledOnDevice isWaitingForCodeAssignment`

const unmanagedFields = `id device { id } name code type status startsAt endsAt createdAt cannotBeManaged cannotDelete
  errors { issueCode } warnings { issueCode }`

const deviceFields = `id name isOnline isManaged backupAccessCodePoolEnabled supportedCodeLengths customMetadata
  errors { issueCode } warnings { issueCode }`

const groupFields =
  'id commonCodeKey code name startsAt endsAt status accessCodes { totalCount nodes { id } } devices { id }'

const payloads: Readonly<Record<string, string>> = {
  createAccessCode: `accessCode { ${codeFields} }`,
  createMultipleAccessCodes: `accessCodes { ${codeFields} } linkedCodeGroup { ${groupFields} }`,
  updateAccessCode: `accessCode { ${codeFields} }`,
  updateMultipleAccessCodes: `accessCodes { ${codeFields} } linkedCodeGroup { ${groupFields} }`,
  deleteAccessCode: `accessCode { ${codeFields} }`,
  deleteLinkedCodeGroup: `linkedCodeGroup { ${groupFields} }`,
  rotateLinkedCodeGroup: `linkedCodeGroup { ${groupFields} }`,
  unlinkAccessCode: `accessCode { ${codeFields} }`,
  pullBackupAccessCode: `accessCode { ${codeFields} } backupAccessCode { ${codeFields} }`,
  convertUnmanagedAccessCode: `accessCode { ${codeFields} }`,
  deleteUnmanagedAccessCode: 'actionAttempt { id }',
  updateDevice: `device { ${deviceFields} }`,
  reportDeviceConstraints: `device { ${deviceFields} }`,
  simulateDevice: 'device { id isOnline }',
  simulateKeypadEntry: 'opens accessCode { id }',
  simulateUnmanagedAccessCode: 'device { id }',
  simulateExternalModification: `accessCode { ${codeFields} }`,
}

const facts: Readonly<Record<string, string>> = {
  NotFoundError: 'ids',
  InvalidInputError: 'issues { path message }',
  CodeCannotBeSharedError: 'obstacles { deviceId reason conflictingAccessCodeId }',
  DuplicateAccessCodeError: 'device { id } conflictingAccessCodeId',
  LinkedCodeError: 'linkedCodeGroup { id }',
  ConstraintViolationError: 'device { id }',
  UnsupportedDeviceError: 'device { id }',
  UnsupportedCodeLengthError: 'device { id }',
  TimeFrameUnsupportedError: 'device { id }',
  DeviceFullError: 'device { id }',
  DeviceOfflineError: 'device { id }',
}

/** Every mutation that the model knows. */

export function mutationDocument(name: string): string {
  const result = schema.getMutationType()?.getFields()[name]?.type
  const union = result && 'ofType' in result ? result.ofType : result
  if (!isUnionType(union)) throw new Error(`${name} does not answer with a union`)
  const input = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const refusals = union.getTypes().flatMap((type) => {
    const selection = isObjectType(type) ? facts[type.name] : undefined
    return selection ? `... on ${type.name} { ${selection} }` : []
  })
  return `mutation ($input: ${input}!) { answer: ${name}(input: $input) {
    __typename ... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Payload { ${payloads[name]} } ${refusals.join(' ')}
  } }`
}

export const planDocument = `query ($input: CodeSharingPlanInput!) { answer: codeSharingPlan(input: $input) {
  canShare codeLength suggestedCode sharingDevices { id } obstacles { deviceId reason conflictingAccessCodeId }
} }`

/** All that there is to see. */
export const houseDocument = `{
  accessCodes(first: 100) { totalCount nodes { ${codeFields} } }
  backups: accessCodes(first: 100, filter: { isBackup: true }) { totalCount nodes { ${codeFields} } }
  devices(first: 20) { nodes { ${deviceFields} unmanagedAccessCodes(first: 100) { nodes { ${unmanagedFields} } } } }
  linkedCodeGroups(first: 100) { totalCount nodes { ${groupFields} } }
}`
