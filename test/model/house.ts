import { vi } from 'vitest'
import type { Prisma } from '../../src/data/prisma/client.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import type { Answer } from './answered.ts'
import { houseDocument, mutationDocument, planDocument } from './documents.ts'
import { constraintsOf, doorNatures } from './doors.ts'
import { passTime } from './pass-time.ts'
import { type Filter, type Order, searchDocument } from './search.ts'
import type { Stage } from './stage.ts'
import { type Door, HOUR_MS, type World } from './world.ts'

export type House = Awaited<ReturnType<typeof aModelHouse>>

/** A house of a run's own, with a door of each kind. The engine does nothing in it but in `settle` and while it is let in. */
export async function aModelHouse({ gateway, locks, gates }: Stage) {
  const { database, vault } = gateway
  const { pool } = database
  const workspaceId = await addWorkspace(database)
  gates.shut(workspaceId)
  const client = await gateway.clientOf(workspaceId)
  const doors: Door[] = []
  for (const [name, nature] of doorNatures) {
    const given: Partial<Prisma.DeviceCreateManyInput> = {
      name,
      deviceType: nature.deviceType,
      canProgramOnlineAccessCodes: nature.canBeProgrammed,
      canProgramOfflineAccessCodes: nature.makesOfflinePins ? true : null,
      supportsNativeScheduling: nature.keepsTime,
      supportsBackupAccessCodePool: nature.hasPool,
      supportedCodeLengths: [...nature.codeLengths],
      codeConstraints: constraintsOf(nature),
      maxActiveCodesSupported: nature.codesMax,
    }
    const deviceId = await addDevice(database, workspaceId, given)
    // A simulated lock is made when it is first asked for: whatever people report of it later, it is what it is.
    await locks.capabilities({ workspaceId, deviceId })
    doors.push(newDoor(deviceId, name, nature))
  }
  /** On the hour, so that windows are where they are worked out. */
  const epochMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS

  let commands = 0
  const sync = async (): Promise<SyncRow[]> => (await pool.query<SyncRow>(syncText, [workspaceId])).rows
  return {
    workspaceId,
    epochMs,
    vault,
    pool,
    world: (): World => ({
      ...{ now: Date.now(), doors, codes: [], gone: [], groups: [], answers: [], drawn: [], serial: 1 },
    }),

    async ask(name: string, input: object): Promise<Answer> {
      const document = name === 'codeSharingPlan' ? planDocument : mutationDocument(name)
      const { data, errors } = await client.ask(document, { input })
      if (!errors) return { __typename: 'CodeSharingPlan', ...data.answer }
      if (errors[0]?.extensions.code === 'BAD_USER_INPUT') return { __typename: 'BAD_USER_INPUT' }
      throw new Error(`${name} ${JSON.stringify(input)} failed: ${JSON.stringify(errors)}`)
    },

    async read(document: string = houseDocument): Promise<Record<string, never>> {
      const { data, errors } = await client.ask(document)
      if (errors) throw new Error(`${document} failed: ${JSON.stringify(errors)}`)
      return data
    },

    /** Lets the engine in until nothing is left to do. Doors that cannot be reached are tried once. */
    async settle(unreachable: readonly string[]): Promise<void> {
      gates.open(workspaceId)
      await vi.waitUntil(async () => isSettled(await sync(), unreachable), { timeout: 60_000, interval: 4 })
      gates.shut(workspaceId)
    },

    /** Lets the engine in, until the next time it has settled everything. */
    letIn: () => gates.open(workspaceId),

    /** The ids that a search finds, a page of three at a time. */
    async search(filter: Filter, orderBy: Order): Promise<string[]> {
      const ids: string[] = []
      let after: string | null = null
      do {
        const variables: object = { first: 3, after, filter, orderBy }
        const { data, errors } = await client.ask(searchDocument, variables)
        if (errors) throw new Error(`a search for ${JSON.stringify(filter)} failed: ${JSON.stringify(errors)}`)
        const { nodes, pageInfo } = data.accessCodes
        ids.push(...nodes.map(({ id }: { id: string }) => id))
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null
      } while (after !== null)
      return ids
    },

    /** How often each door's wish has changed, or its lock was said to be worth a look. */
    async generations(): Promise<ReadonlyMap<string, number>> {
      return new Map((await sync()).map(({ deviceId, generation }) => [deviceId, Number(generation)]))
    },

    /** Resolves once the engine has heard all that a lock has told. */
    async heard(deviceId: string, generation: number): Promise<void> {
      const isHeard = async () => ((await this.generations()).get(deviceId) ?? 0) >= generation
      await vi.waitUntil(isHeard, { timeout: 20_000, interval: 4 })
    },

    countCommand: () => {
      commands++
    },
    commandsDone: () => commands,

    /** Not while the engine has read a lock and not decided yet: no days are between the two. */
    async passDays(days: number): Promise<void> {
      const isLetIn = !gates.isShut(workspaceId)
      gates.shut(workspaceId)
      const atWork = async () => (await sync()).filter(({ isAtWork }) => isAtWork).length
      await vi.waitUntil(async () => (await atWork()) === gates.waitingAt(workspaceId), {
        timeout: 60_000,
        interval: 4,
      })
      await passTime(pool, workspaceId, days)
      if (isLetIn) gates.open(workspaceId)
    },

    /** The engine lets the house be from now on. */
    async leave(): Promise<void> {
      await pool.query(`update device_sync set due_at = now() + interval '100 years' where workspace_id = $1`, [
        workspaceId,
      ])
      gates.open(workspaceId)
    },
  }

  /** Whoever failed, or waits for a command that can land no more, has waited long enough. */
  async function isSettled(rows: readonly SyncRow[], unreachable: readonly string[]): Promise<boolean> {
    const waiting = rows.filter(({ deviceId, isAtWork, isWaiting, attempts, isIdle }) => {
      const isTried = unreachable.includes(deviceId) && attempts > 0 && isIdle
      return !isAtWork && !isTried && (attempts > 0 || isWaiting)
    })
    const ids = waiting.map(({ deviceId }) => deviceId)
    if (ids.length > 0) await pool.query(nudgeText, [ids])
    return ids.length === 0 && rows.every(({ isIdle, isAtWork }) => isIdle && !isAtWork)
  }
}

interface SyncRow {
  readonly deviceId: string
  readonly generation: string
  readonly attempts: number
  readonly isAtWork: boolean
  /** For a command that was not answered. */
  readonly isWaiting: boolean
  readonly isIdle: boolean
}

const syncText = `select device_id as "deviceId", generation::text, attempts, lease_until is not null as "isAtWork",
    coalesce(quarantine_until > now(), false) as "isWaiting", due_at > now() + interval '30 s' as "isIdle"
  from device_sync where workspace_id = $1`

const nudgeText = `with nudged as (
    update device_sync set due_at = now(), quarantine_until = null
    where device_id = any($1::uuid[]) and lease_until is null returning device_id
  ) select pg_notify('latchkey_due', '') from nudged`

function newDoor(id: string, name: string, nature: Door['nature']): Door {
  const seen = { isManaged: true, isOnline: true, isRemoved: false, isPoolOn: false, isWoken: true, metadata: {} }
  const lock = { isOnline: true, isRemoved: false, entries: [], commanded: [], tellings: 0 }
  return { id, name, nature, ...seen, codeLengths: [...nature.codeLengths], lock }
}
