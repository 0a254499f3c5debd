/** What the tests ask, each with everything that can be answered, so that they compare whole answers. */

const constraint = 'constraintType minLength maxLength'

export const accessCode = `
  id workspace { id } device { id } name appearance { name firstName lastName } code codeVisibility verification type
  status startsAt endsAt createdAt updatedAt commonCodeKey linkedCodeGroup { id }
  pendingMutations {
    __typename mutationCode message createdAt ... on DeferringCreationMutation { scheduledAt }
    ... on UpdatingCodeMutation { from { code } to { code } }
    ... on UpdatingNameMutation { fromName: from { name } toName: to { name } }
    ... on UpdatingTimeFrameMutation { fromWindow: from { startsAt endsAt } toWindow: to { startsAt endsAt } }
  }
  errors { issueCode source } warnings { issueCode source } isManaged isBackup isBackupAccessCodeAvailable
  pulledBackupAccessCode { id } isExternalModificationAllowed isOfflineAccessCode isOneTimeUse isScheduledOnDevice
  isWaitingForCodeAssignment dormakabaOracodeMetadata { stayId }`

const refusals = `
  ... on UserError { code message }
  ... on InvalidInputError { issues { path message } }
  ... on NotFoundError { ids }`

const obstacle = `
  deviceId device { id name } reason message constraint { ${constraint} } conflictingAccessCodeId`

export const createOne = `
  mutation ($input: CreateAccessCodeInput!) {
    createAccessCode(input: $input) {
      __typename
      ... on CreateAccessCodePayload {
        accessCode { ${accessCode} }
        actionAttempt { id actionType status error { type message } result createdAt }
      }
      ${refusals}
      ... on DuplicateAccessCodeError { device { id } conflictingAccessCodeId }
      ... on ConstraintViolationError { device { id } violations { ${constraint} } }
      ... on UnsupportedDeviceError { device { id } }
      ... on UnsupportedCodeLengthError { device { id } supportedCodeLengths }
      ... on TimeFrameUnsupportedError { device { id } }
      ... on DeviceFullError { device { id } maxActiveCodesSupported }
      ... on DeviceOfflineError { device { id } }
      ... on LinkedCodeError { linkedCodeGroup { id } }
    }
  }`

export const group =
  'id commonCodeKey code name startsAt endsAt createdAt status accessCodes { totalCount nodes { id } } devices { id }'

export const createMany = `
  mutation ($input: CreateMultipleAccessCodesInput!) {
    createMultipleAccessCodes(input: $input) {
      __typename
      ... on CreateMultipleAccessCodesPayload {
        accessCodes { ${accessCode} }
        linkedCodeGroup { ${group} }
      }
      ${refusals}
      ... on CodeCannotBeSharedError { obstacles { ${obstacle} } }
    }
  }`

export const updateOne = `
  mutation ($input: UpdateAccessCodeInput!) {
    updateAccessCode(input: $input) {
      __typename
      ... on UpdateAccessCodePayload {
        accessCode { ${accessCode} }
        actionAttempt { id actionType status error { type message } result createdAt }
      }
      ${refusals}
      ... on DuplicateAccessCodeError { device { id } conflictingAccessCodeId }
      ... on ConstraintViolationError { device { id } violations { ${constraint} } }
      ... on UnsupportedCodeLengthError { device { id } supportedCodeLengths }
      ... on TimeFrameUnsupportedError { device { id } }
      ... on DeviceFullError { device { id } maxActiveCodesSupported }
      ... on DeviceOfflineError { device { id } }
      ... on LinkedCodeError { linkedCodeGroup { id } }
    }
  }`

export const updateMany = `
  mutation ($input: UpdateMultipleAccessCodesInput!) {
    updateMultipleAccessCodes(input: $input) {
      __typename
      ... on UpdateMultipleAccessCodesPayload { accessCodes { ${accessCode} } linkedCodeGroup { ${group} } }
      ${refusals}
      ... on CodeCannotBeSharedError { obstacles { ${obstacle} } }
    }
  }`

export const deleteGroup = `
  mutation ($input: DeleteLinkedCodeGroupInput!) {
    deleteLinkedCodeGroup(input: $input) {
      __typename
      ... on DeleteLinkedCodeGroupPayload { linkedCodeGroup { ${group} } }
      ${refusals.replace('... on InvalidInputError { issues { path message } }', '')}
    }
  }`

export const rotateGroup = `
  mutation ($input: RotateLinkedCodeGroupInput!) {
    rotateLinkedCodeGroup(input: $input) {
      __typename
      ... on RotateLinkedCodeGroupPayload { linkedCodeGroup { ${group} } }
      ${refusals}
      ... on CodeCannotBeSharedError { obstacles { ${obstacle} } }
    }
  }`

export const unlinkOne = `
  mutation ($input: UnlinkAccessCodeInput!) {
    unlinkAccessCode(input: $input) {
      __typename
      ... on UnlinkAccessCodePayload { accessCode { ${accessCode} } }
      ${refusals.replace('... on InvalidInputError { issues { path message } }', '')}
    }
  }`

export const plan = `
  query ($input: CodeSharingPlanInput!) {
    codeSharingPlan(input: $input) {
      canShare codeLength suggestedCode sharingDevices { id } obstacles { ${obstacle} }
    }
  }`
