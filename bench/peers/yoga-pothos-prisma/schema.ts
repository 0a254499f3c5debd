import { accessCodeErrors, accessCodeWarnings } from '../../../src/domain/access-codes/issues.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import { openVault } from '../shared/peer.ts'
import { listed, newestFirst, prisma } from '../shared/prisma.ts'
import { builder } from './builder.ts'
import './mutations.ts'
import './subscriptions.ts'

const vault = await openVault()
const orderBy = [...newestFirst]

const enumOf = <const Value extends string>(name: string, values: readonly Value[]) =>
  builder.enumType(name, { values })
const AccessCodeStatus = enumOf('AccessCodeStatus', ['SETTING', 'SET', 'UNSET', 'REMOVING', 'UNKNOWN'])
const AccessCodeType = enumOf('AccessCodeType', ['ONGOING', 'TIME_BOUND'])
const CodeVerification = enumOf('CodeVerification', ['READ_BACK', 'ACKNOWLEDGED', 'NONE'])
const IssueSource = enumOf('IssueSource', ['CODE', 'DEVICE', 'ACCOUNT'])

const AccessCodeIssue = builder.objectRef<ReturnType<typeof accessCodeErrors>[number]>('AccessCodeIssue').implement({
  fields: (t) => ({
    issueCode: t.exposeString('issueCode'),
    source: t.expose('source', { type: IssueSource }),
    message: t.exposeString('message'),
    createdAt: t.expose('createdAt', { type: 'DateTime', nullable: true }),
  }),
})

const withDevice = { device: { include: { connectedAccount: true } } } as const satisfies Prisma.AccessCodeInclude
type WithDevice = Prisma.AccessCodeGetPayload<{ include: typeof withDevice }>

const factsOf = ({ device }: Pick<WithDevice, 'device'>) => ({
  ...device,
  accountDisconnectedAt: device.connectedAccount?.disconnectedAt ?? null,
  readyBackups: null,
})

builder.prismaObject('AccessCode', {
  fields: (t) => ({
    id: t.exposeID('id'),
    device: t.relation('device'),
    linkedCodeGroup: t.relation('linkedCodeGroup', { nullable: true }),
    commonCodeKey: t.string({
      nullable: true,
      select: { linkedCodeGroup: true },
      resolve: ({ linkedCodeGroup }) => linkedCodeGroup?.commonCodeKey,
    }),
    name: t.exposeString('name', { nullable: true }),
    code: t.string({
      nullable: true,
      resolve: ({ pinCiphertext, id }) => pinCiphertext && vault.open(pinCiphertext, id),
    }),
    verification: t.expose('verification', { type: CodeVerification }),
    type: t.expose('type', { type: AccessCodeType }),
    status: t.expose('status', { type: AccessCodeStatus }),
    startsAt: t.expose('startsAt', { type: 'DateTime', nullable: true }),
    endsAt: t.expose('endsAt', { type: 'DateTime', nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
    errors: t.field({
      type: [AccessCodeIssue],
      select: withDevice,
      resolve: (code) => accessCodeErrors(code, factsOf(code)),
    }),
    warnings: t.field({
      type: [AccessCodeIssue],
      select: withDevice,
      resolve: (code) => accessCodeWarnings(code, factsOf(code)),
    }),
    isManaged: t.exposeBoolean('isManaged'),
    isBackup: t.exposeBoolean('isBackup'),
    isExternalModificationAllowed: t.exposeBoolean('isExternalModificationAllowed'),
    isOfflineAccessCode: t.exposeBoolean('isOfflineAccessCode'),
    isOneTimeUse: t.exposeBoolean('isOneTimeUse'),
    isScheduledOnDevice: t.exposeBoolean('isScheduledOnDevice'),
    isWaitingForCodeAssignment: t.exposeBoolean('isWaitingForCodeAssignment'),
  }),
})

builder.prismaObject('Device', {
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    deviceType: t.exposeString('deviceType'),
    manufacturer: t.exposeString('manufacturer', { nullable: true }),
    isOnline: t.boolean({ resolve: ({ offlineSince }) => offlineSince === null }),
    supportedCodeLengths: t.exposeIntList('supportedCodeLengths'),
    accessCodes: t.relatedConnection('accessCodes', { cursor: 'id', query: { where: listed, orderBy } }),
  }),
})

builder.prismaObject('LinkedCodeGroup', {
  fields: (t) => ({
    id: t.exposeID('id'),
    commonCodeKey: t.exposeString('commonCodeKey'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    accessCodes: t.relatedConnection('accessCodes', { cursor: 'id', query: { where: listed, orderBy } }),
  }),
})

const AccessCodeFilter = builder.inputType('AccessCodeFilter', {
  fields: (t) => ({ status: t.field({ type: [AccessCodeStatus] }), type: t.field({ type: AccessCodeType }) }),
})

const LinkedCodeGroupBy = builder.inputType('LinkedCodeGroupBy', {
  isOneOf: true,
  fields: (t) => ({ id: t.id(), commonCodeKey: t.string() }),
})

const whereOf = (workspaceId: string, filter: typeof AccessCodeFilter.$inferInput | null | undefined) => ({
  workspaceId,
  ...listed,
  ...(filter?.status && { status: { in: filter.status } }),
  ...(filter?.type && { type: filter.type }),
})

builder.queryFields((t) => ({
  accessCode: t.prismaField({
    type: 'AccessCode',
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { viewer: { workspaceId } }) =>
      prisma.accessCode.findUnique({
        ...query,
        where: { workspaceId_id: { workspaceId, id }, isManaged: true, removedAt: null },
      }),
  }),
  accessCodes: t.prismaConnection({
    type: 'AccessCode',
    cursor: 'id',
    maxSize: 100,
    args: { filter: t.arg({ type: AccessCodeFilter }) },
    totalCount: (_connection, { filter }, { viewer }) =>
      prisma.accessCode.count({ where: whereOf(viewer.workspaceId, filter) }),
    resolve: (query, _root, { filter }, { viewer }) =>
      prisma.accessCode.findMany({ ...query, where: whereOf(viewer.workspaceId, filter), orderBy }),
  }),
  linkedCodeGroup: t.prismaField({
    type: 'LinkedCodeGroup',
    nullable: true,
    args: { by: t.arg({ type: LinkedCodeGroupBy, required: true }) },
    resolve: (query, _root, { by: { id, commonCodeKey } }, { viewer: { workspaceId } }) =>
      prisma.linkedCodeGroup.findFirst({
        ...query,
        where: { workspaceId, endedAt: null, ...(id ? { id } : { commonCodeKey: commonCodeKey ?? '' }) },
      }),
  }),
  devices: t.prismaConnection({
    type: 'Device',
    cursor: 'id',
    maxSize: 100,
    resolve: (query, _root, _args, { viewer: { workspaceId } }) =>
      prisma.device.findMany({ ...query, where: { workspaceId }, orderBy }),
  }),
}))

export const schema = builder.toSchema()
