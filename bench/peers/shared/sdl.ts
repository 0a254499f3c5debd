/** As much of the product's public schema as the workloads ask for. */
export const sdl = /* GraphQL */ `
scalar DateTime
scalar JSON

type Query {
  accessCode(id: ID!): AccessCode
  accessCodes(first: Int, after: String, filter: AccessCodeFilter): AccessCodeConnection!
  linkedCodeGroup(by: LinkedCodeGroupBy!): LinkedCodeGroup
  devices(first: Int, after: String): DeviceConnection!
}

type AccessCode {
  id: ID!
  device: Device!
  name: String
  code: String
  verification: CodeVerification!
  type: AccessCodeType!
  status: AccessCodeStatus!
  startsAt: DateTime
  endsAt: DateTime
  createdAt: DateTime!
  updatedAt: DateTime!
  commonCodeKey: String
  linkedCodeGroup: LinkedCodeGroup
  errors: [AccessCodeIssue!]!
  warnings: [AccessCodeIssue!]!
  isManaged: Boolean!
  isBackup: Boolean!
  isExternalModificationAllowed: Boolean!
  isOfflineAccessCode: Boolean!
  isOneTimeUse: Boolean!
  isScheduledOnDevice: Boolean!
  isWaitingForCodeAssignment: Boolean!
}
type AccessCodeIssue { issueCode: String! source: IssueSource! message: String! createdAt: DateTime }
type LinkedCodeGroup { id: ID! commonCodeKey: String! createdAt: DateTime! accessCodes(first: Int = 50, after: String): AccessCodeConnection! }
type Device {
  id: ID!
  name: String!
  deviceType: String!
  manufacturer: String
  isOnline: Boolean!
  supportedCodeLengths: [Int!]!
  accessCodes(first: Int = 20, after: String): AccessCodeConnection!
}
type ActionAttempt { id: ID! actionType: String! status: ActionAttemptStatus! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type AccessCodeConnection { nodes: [AccessCode!]! pageInfo: PageInfo! totalCount: Int! }
type DeviceConnection { nodes: [Device!]! pageInfo: PageInfo! }

enum CodeVerification { READ_BACK ACKNOWLEDGED NONE }
enum AccessCodeType { ONGOING TIME_BOUND }
enum AccessCodeStatus { SETTING SET UNSET REMOVING UNKNOWN }
enum ActionAttemptStatus { PENDING SUCCESS ERROR }
enum IssueSource { CODE DEVICE ACCOUNT }
enum ErrorCode { INVALID_INPUT NOT_FOUND CODE_CANNOT_BE_SHARED DUPLICATE_ACCESS_CODE CONSTRAINT_VIOLATED UNSUPPORTED_DEVICE
  DEVICE_FULL DEVICE_OFFLINE UNSUPPORTED_CODE_LENGTH TIME_FRAME_UNSUPPORTED NOT_MODIFIABLE }

input LinkedCodeGroupBy @oneOf { id: ID commonCodeKey: String }
input AccessCodeFilter { status: [AccessCodeStatus!] type: AccessCodeType }

type Mutation {
  createMultipleAccessCodes(input: CreateMultipleAccessCodesInput!): CreateMultipleAccessCodesResult!
  updateAccessCode(input: UpdateAccessCodeInput!): UpdateAccessCodeResult!
  deleteAccessCode(input: DeleteAccessCodeInput!): DeleteAccessCodeResult!
}
input CreateMultipleAccessCodesInput { deviceIds: [ID!]! code: String preferredCodeLength: Int name: String startsAt: DateTime endsAt: DateTime }
input UpdateAccessCodeInput { id: ID! name: String startsAt: DateTime endsAt: DateTime }
input DeleteAccessCodeInput { id: ID! }
type CreateMultipleAccessCodesPayload { accessCodes: [AccessCode!]! linkedCodeGroup: LinkedCodeGroup }
type UpdateAccessCodePayload { accessCode: AccessCode! actionAttempt: ActionAttempt! }
type DeleteAccessCodePayload { accessCode: AccessCode! actionAttempt: ActionAttempt! }
interface UserError { code: ErrorCode! message: String! }
type Refusal implements UserError { code: ErrorCode! message: String! }
union CreateMultipleAccessCodesResult = CreateMultipleAccessCodesPayload | Refusal
union UpdateAccessCodeResult = UpdateAccessCodePayload | Refusal
union DeleteAccessCodeResult = DeleteAccessCodePayload | Refusal

type Subscription { events: Event! }
type Event { id: ID! type: String! occurredAt: DateTime! accessCodeId: ID }
`
