import { linkedCodeGroupStatus } from '../../src/domain/linked-code-groups/group-status.ts'
import { doorShown, groupShown, managedCodeShown, type Shown, unmanagedCodeShown } from './show.ts'
import { type Learnt, Mismatch, unify } from './unify.ts'
import { type Code, isUnknown, membersOf, type World } from './world.ts'
import { withLearnt } from './worlds.ts'

/** One thing of the house as the API showed it. */
// biome-ignore lint/suspicious/noExplicitAny: it is held against what is expected, field by field
type Seen = { readonly id: string } & Record<string, any>

interface Connection {
  readonly totalCount?: number
  readonly nodes: readonly Seen[]
}

/** Everything in the house, as `houseDocument` asks for it. */
export interface HouseSeen {
  readonly accessCodes: Connection
  readonly backups: Connection
  readonly devices: Connection
  readonly linkedCodeGroups: Connection
}

/**
 * The world after all of the house was seen to be like this.
 *
 * @throws Mismatch where it should be otherwise
 */
export function afterSeeing(world: World, { accessCodes, backups, devices, linkedCodeGroups }: HouseSeen): World {
  const learnt: Learnt = new Map()
  const managed = world.codes.filter(({ isManaged }) => isManaged)
  const shown = (isBackup: boolean) =>
    managed.filter((code) => code.isBackup === isBackup).map((code) => managedCodeShown(world, code))
  hold('codes', shown(false), accessCodes, learnt)
  hold('backups', shown(true), backups, learnt)
  const doors = world.doors.map((door) => doorShown(world, door))
  hold('devices', doors, devices, learnt)
  const unmanaged = world.codes.filter(({ isManaged }) => !isManaged).map((code) => unmanagedCodeShown(world, code))
  hold(
    'unmanaged codes',
    unmanaged,
    { nodes: devices.nodes.flatMap((device) => device.unmanagedAccessCodes.nodes) },
    learnt,
  )
  const groups = world.groups.filter(({ id }) => membersOf(world, id).length > 0)
  const groupsShown = groups.map(({ id }): Shown => groupShown(world, id) ?? {})
  hold('groups', groupsShown, linkedCodeGroups, learnt)
  for (const group of linkedCodeGroups.nodes) holdStatus(group, accessCodes.nodes)
  const foreign = devices.nodes.flatMap((device) => device.unmanagedAccessCodes.nodes as Seen[])
  return inOrder(withLearnt(world, learnt), [...accessCodes.nodes, ...backups.nodes, ...foreign])
}

/** The world with its codes in the order in which they were made, so that it looks the same however it came about. */
function inOrder(world: World, seen: readonly Seen[]): World {
  const instants = new Map(seen.map(({ id, createdAt }) => [id, Date.parse(createdAt)]))
  for (const code of world.codes) code.madeAt = instants.get(code.id) ?? code.madeAt
  const byMaking = (a: Code, b: Code) => a.madeAt - b.madeAt || (a.id < b.id ? -1 : 1)
  world.codes.sort(byMaking)
  world.gone.sort(byMaking)
  world.groups.sort((a, b) => (a.id < b.id ? -1 : 1))
  world.answers.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
  const isAllSeen = world.doors.every(({ lock }) => lock.entries.every(({ slot }) => slot > 0))
  // A PIN that gave way before anybody saw it stays a placeholder, whose name is no other's then.
  if (isAllSeen && !/"\?\d+"/.test(JSON.stringify(world))) world.serial = 1
  return world
}

function hold(
  what: string,
  expected: readonly Shown[],
  { nodes, totalCount = nodes.length }: Connection,
  learnt: Learnt,
) {
  if (totalCount !== nodes.length) throw new Error(`there are too many ${what} for one page`)
  const unseen = new Set(nodes)
  const found = [...expected].sort(knownFirst).map((one) => {
    const match = [...unseen].filter((node) => mayBe(one, node)).sort((a, b) => (a.id < b.id ? -1 : 1))[0]
    if (!match) throw new Mismatch(`${what}: expected ${JSON.stringify(one)}, and it is not there`)
    unseen.delete(match)
    return [one, match] as const
  })
  for (const node of unseen) throw new Mismatch(`${what}: got ${JSON.stringify(node)}, which should not be there`)
  for (const [one, node] of found) unify(one, node, learnt, `${what} ${node.name} ${node.id}`)
}

const knownFirst = (a: Shown, b: Shown): number => Number(isUnknown(String(a.id))) - Number(isUnknown(String(b.id)))

/** Whether this may be what was seen there: the same id, or of one whose id is not known yet the same place and PIN. */
function mayBe(expected: Shown, node: Seen): boolean {
  if (!isUnknown(String(expected.id))) return expected.id === node.id
  const key = String(expected.commonCodeKey ?? '')
  if (key !== '' && !isUnknown(key) && key !== node.commonCodeKey) return false
  const { device, code } = expected as { device?: { id: string }; code?: string | null }
  const isPinKnown = typeof code === 'string' && !isUnknown(code)
  return device?.id === node.device?.id && (!isPinKnown || code === node.code)
}

function holdStatus(group: Seen, codes: readonly Seen[]): void {
  const members = codes.filter(({ linkedCodeGroup }) => linkedCodeGroup?.id === group.id)
  const ofDevice = new Set(['device_removed', 'device_disconnected', 'empty_backup_access_code_pool'])
  const errors = members.map((code) =>
    code.errors.filter((error: { issueCode: string }) => !ofDevice.has(error.issueCode)),
  )
  const status = linkedCodeGroupStatus({ statuses: members.map((code) => code.status), errors })
  if (status !== group.status)
    throw new Mismatch(`group ${group.commonCodeKey} is ${group.status}, and its codes ${status}`)
}
