import type { House } from './house.ts'
import { Mismatch } from './unify.ts'
import { type Code, isUnknown, type World } from './world.ts'

export interface Told {
  readonly type: string
  readonly accessCodeId: string | null
  readonly deviceId: string | null
}

/** All events of the house, oldest first, as a client reads them page by page. */
export async function eventsOf(house: House): Promise<Told[]> {
  const events: Told[] = []
  let after: string | null = null
  do {
    const cursor: string = after === null ? '' : `, after: ${JSON.stringify(after)}`
    const page: { nodes: Told[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } = (
      await house.read(
        `{ events(first: 100${cursor}) { nodes { type accessCodeId deviceId } pageInfo { hasNextPage endCursor } } }`,
      )
    ).events as never
    events.push(...page.nodes)
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
  } while (after !== null)
  return events
}

/** The events that requests make of a code, in the transaction of the request. */
const ofRequests: ReadonlySet<string> = new Set([
  'ACCESS_CODE_CREATED',
  'ACCESS_CODE_CHANGED',
  'ACCESS_CODE_MUTATIONS_REQUESTED',
  'ACCESS_CODE_BACKUP_PULLED',
])

/**
 * What is told of each code is a life: it begins once and ends once, what was asked is told exactly, and what the lock did
 * comes in an order that can be.
 *
 * @throws Mismatch
 */
export function holdStories(world: World, events: readonly Told[]): void {
  const stories = Map.groupBy(events, ({ accessCodeId }) => accessCodeId ?? '')
  const codes = [...world.codes, ...world.gone]
  const ids = new Set(codes.map(({ id }) => id))
  // Some came and went while several requests were answered, so that nobody has seen them.
  const unseen = codes.filter(({ id }) => isUnknown(id))
  const lives = codes.filter(({ id }) => !isUnknown(id)).map((code) => ({ code, story: stories.get(code.id) ?? [] }))
  for (const [id, story] of stories) {
    if (id === '' || ids.has(id)) continue
    const code = unseen.find((one) => one.doorId === story[0]?.deviceId && isAsked(one, story))
    if (!code) throw new Mismatch(`events tell of ${id}, which never was`)
    unseen.splice(unseen.indexOf(code), 1)
    lives.push({ code, story })
  }
  for (const { id } of unseen) throw new Mismatch(`no events tell of ${id}`)
  for (const { code, story } of lives) {
    const types = story.map(({ type }) => type)
    const complaint = complaintAbout(code, types, { isGone: world.gone.includes(code) })
    if (complaint) throw new Mismatch(`${complaint}: the story of ${code.id} ${code.name} is ${types.join(', ')}`)
  }
}

const isAsked = ({ told }: Code, story: readonly Told[]): boolean =>
  story
    .map(({ type }) => type)
    .filter((type) => ofRequests.has(type))
    .join() === told.join()

function complaintAbout(
  { told, timesTurnedBack }: Code,
  types: readonly string[],
  { isGone }: { isGone: boolean },
): string | null {
  const asked = types.filter((type) => ofRequests.has(type))
  if (asked.join() !== told.join()) return `what was asked is ${told.join(', ')}`
  const isOurs = told[0] === 'ACCESS_CODE_CREATED'
  if (types[0] !== (isOurs ? 'ACCESS_CODE_CREATED' : 'UNMANAGED_ACCESS_CODE_CREATED'))
    return 'it does not begin as it should'
  // What a lock tells of a keypad arrives when it arrives.
  const own = types.filter((type) => type !== 'ACCESS_CODE_USED')
  const ends = own.filter((type) => type === 'ACCESS_CODE_DELETED' || type === 'UNMANAGED_ACCESS_CODE_REMOVED')
  if (ends.length !== (isGone ? 1 : 0)) return `it ends ${ends.length} times`
  if (isGone && own.at(-1) !== ends[0]) return 'it goes on after its end'
  return impossibleStep(own, timesTurnedBack)
}

/** What the lock is told to do with a code cannot be told twice without something in between, but where nothing is told of that. */
function impossibleStep(types: readonly string[], timesTurnedBack: number): string | null {
  let untold = timesTurnedBack
  let isOpen = false
  let isRemoved = false
  for (const type of types) {
    if (type === 'ACCESS_CODE_SET_ON_DEVICE') {
      if (isOpen && untold-- <= 0) return 'it is set twice'
      isOpen = true
    } else if (type === 'ACCESS_CODE_REMOVED_FROM_DEVICE') {
      if (isRemoved) return 'it is removed twice'
      isRemoved = true
    } else if (undoes.has(type)) isOpen = false
  }
  return null
}

const undoes: ReadonlySet<string> = new Set([
  'ACCESS_CODE_CHANGED',
  'ACCESS_CODE_MODIFIED_EXTERNALLY',
  'ACCESS_CODE_DELETED_EXTERNALLY',
  'UNMANAGED_ACCESS_CODE_CONVERSION_FAILED',
])
