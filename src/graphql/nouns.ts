import type { AccessCodeRow } from '../data/read/access-codes.ts'
import type { AuditEntryRow } from '../data/read/audit-log.ts'
import type { ClientSessionRow, CredentialRow, MemberRow } from '../data/read/credential-lists.ts'
import type { DeviceRow } from '../data/read/devices.ts'
import type { EventRow } from '../data/read/events.ts'
import type { LinkedCodeGroupRow } from '../data/read/linked-code-groups.ts'
import type { ActionAttemptRow, ConnectedAccountRow, WorkspaceRow } from '../data/read/workspaces.ts'
import { builder } from './builder.ts'
import { connectionType } from './pagination.ts'

/** The nouns before they have fields, so that each room can speak of the others'. */

export const Workspace = builder.objectRef<WorkspaceRow>('Workspace')
export const ConnectedAccount = builder.objectRef<ConnectedAccountRow>('ConnectedAccount')
export const Device = builder.objectRef<DeviceRow>('Device')
export const AccessCode = builder.objectRef<AccessCodeRow>('AccessCode')
export const UnmanagedAccessCode = builder.objectRef<AccessCodeRow>('UnmanagedAccessCode')
export const LinkedCodeGroup = builder.objectRef<LinkedCodeGroupRow>('LinkedCodeGroup')
export const ActionAttempt = builder.objectRef<ActionAttemptRow>('ActionAttempt')
export const Event = builder.objectRef<EventRow>('Event')
export const ApiKey = builder.objectRef<CredentialRow>('ApiKey')
export const PersonalAccessToken = builder.objectRef<CredentialRow>('PersonalAccessToken')
export const ClientSession = builder.objectRef<ClientSessionRow>('ClientSession')
export const WorkspaceMember = builder.objectRef<MemberRow>('WorkspaceMember')
export const AuditEntry = builder.objectRef<AuditEntryRow>('AuditEntry')

export const DeviceConnection = connectionType('Device', Device, { noun: 'devices', isCounted: true })
export const AccessCodeConnection = connectionType('AccessCode', AccessCode, { noun: 'access codes', isCounted: true })
export const UnmanagedAccessCodeConnection = connectionType('UnmanagedAccessCode', UnmanagedAccessCode, {
  noun: 'unmanaged access codes',
  isCounted: false,
})
export const LinkedCodeGroupConnection = connectionType('LinkedCodeGroup', LinkedCodeGroup, {
  noun: 'groups of linked codes',
  isCounted: true,
})
export const EventConnection = connectionType('Event', Event, { noun: 'events', isCounted: false })
export const AuditEntryConnection = connectionType('AuditEntry', AuditEntry, {
  noun: 'entries of the audit log',
  isCounted: false,
})
export const ApiKeyConnection = connectionType('ApiKey', ApiKey, { noun: 'API keys', isCounted: false })
export const PersonalAccessTokenConnection = connectionType('PersonalAccessToken', PersonalAccessToken, {
  noun: 'personal access tokens',
  isCounted: false,
})
export const ClientSessionConnection = connectionType('ClientSession', ClientSession, {
  noun: 'client sessions',
  isCounted: false,
})
export const WorkspaceMemberConnection = connectionType('WorkspaceMember', WorkspaceMember, {
  noun: 'members',
  isCounted: false,
})
