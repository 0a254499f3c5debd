import type { PinVault } from '../pins/vault.ts'

/** Who did what, as it is written down. Never holds a PIN. */
export interface AuditEntry {
  readonly id: string
  readonly workspaceId: string
  /** The kind of credential; OPERATOR for whoever runs the gateway. */
  readonly actorKind: string
  readonly credentialId: string | null
  /** Whose personal access token it was; null for other kinds. */
  readonly memberId: string | null
  readonly actorName: string
  readonly requestId: string | null
  readonly action: string
  readonly accessCodeIds: readonly string[]
  readonly deviceIds: readonly string[]
  readonly linkedCodeGroupId: string | null
  /** JSON. */
  readonly details: unknown
}

/** What the gateway vouches for when it writes: time and place are the database's, and the seals vouch for those. */
export const macOf = (vault: PinVault, entry: AuditEntry): Buffer =>
  vault.mac(
    'audit entry',
    canonical([
      entry.id,
      entry.workspaceId,
      entry.actorKind,
      entry.credentialId,
      entry.actorName,
      entry.requestId,
      entry.action,
      entry.accessCodeIds,
      entry.deviceIds,
      entry.linkedCodeGroupId,
      entry.details,
      // Last, and only where there is one: entries from before there was such a column keep their proof.
      ...(entry.memberId === null ? [] : [entry.memberId]),
    ]),
  )

/** The same text for the same JSON, however PostgreSQL orders the keys of an object. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)
    .join(',')}}`
}
