import type { Conditions } from './read/conditions.ts'

/** What one credential reaches: a workspace, or some of its devices and what is on them. */
export interface Realm {
  readonly workspaceId: string
  /** Null: all of its devices. */
  readonly deviceIds: readonly string[] | null
}

/**
 * Restricts `alias` to rows of the realm, whose device is in `column`. Rows of no device are reached with all of them only.
 *
 * @returns the placeholder of the workspace's id
 */
export function within(to: Conditions, { workspaceId, deviceIds }: Realm, alias: string, column = 'device_id'): string {
  const workspace = to.bind(workspaceId)
  to.add(`${alias}.workspace_id = ${workspace}`)
  if (deviceIds) to.add(`${alias}.${column} = any(${to.bind(deviceIds)}::uuid[])`)
  return workspace
}

/** Whether the realm reaches this device, or what is on it. */
export const reaches = ({ deviceIds }: Realm, deviceId: string | null): boolean =>
  deviceIds === null || (deviceId !== null && deviceIds.includes(deviceId))

/** For work on devices that were found to be reached before. */
export const wholeWorkspace = (workspaceId: string): Realm => ({ workspaceId, deviceIds: null })
