import type fc from 'fast-check'
import { type Asked, afterAnswer } from './answered.ts'
import { afterLocks, auditOf, holdAttempts, holdClaims } from './audit.ts'
import { settle } from './engine/settle.ts'
import { explanations } from './explain.ts'
import type { House } from './house.ts'
import { type DrawnFilter, filterOf, type Request, sent } from './requests.ts'
import { rules } from './rules.ts'
import { holdFound, type Order } from './search.ts'
import { afterSeeing, type HouseSeen } from './seen.ts'
import { DAY_MS, type World } from './world.ts'
import type { Worlds } from './worlds.ts'

export type Command = fc.AsyncCommand<Worlds, House>

/** One request, answered before the next one is made. */
export function ask(name: Request['name'], args: Request['args'] = {}): Command {
  return command(`ask(${text(name)}, ${text(args)})`, async (worlds, house) => {
    const asked = askedOf({ name, args }, worlds.first, house)
    const mayTell = name.startsWith('simulate')
    const before = mayTell ? await house.generations() : new Map<string, number>()
    const tellings = new Map(worlds.first.doors.map(({ id, lock }) => [id, lock.tellings]))
    const answer = await house.ask(asked.name, asked.input)
    worlds.become((world) => [afterAnswer(atThisTime(world), asked, answer, { isAlone: true })])
    for (const { id, lock } of mayTell ? worlds.first.doors : []) {
      const told = lock.tellings - (tellings.get(id) ?? 0)
      if (told > 0) await house.heard(id, (before.get(id) ?? 0) + told)
    }
    await see(worlds, house)
  })
}

/** Requests that are made at the same moment, with the engine at its own work or waiting. */
export function together(requests: readonly Request[], isEngineIn: boolean): Command {
  return command(`together(${text(requests)}, ${isEngineIn})`, async (worlds, house) => {
    const asked = requests.map((request) => askedOf(request, worlds.first, house))
    if (isEngineIn) house.letIn()
    const answers = await Promise.all(asked.map(({ name, input }) => house.ask(name, input)))
    worlds.become((world) => explanations(atThisTime(world), asked, answers, { isEngineIn }))
    if (isEngineIn) await settleAll(worlds, house)
    else await see(worlds, house)
  })
}

/** A look at the lists of codes, page by page. */
export function search(filter: DrawnFilter, orderBy: Order): Command {
  return command(`search(${text(filter)}, ${text(orderBy)})`, async (worlds, house) => {
    const asked = filterOf(filter, worlds.first, house)
    const found = await house.search(asked, orderBy)
    worlds.become((world) => {
      holdFound(atThisTime(world), asked, orderBy, found)
      return [world]
    })
  })
}

/** Lets the engine do all that there is to do, and looks at everything. */
export function settled(): Command {
  return command('settled()', async (worlds, house) => {
    await settleAll(worlds, house)
  })
}

export function daysPass(days: number): Command {
  return command(`daysPass(${days})`, async (worlds, house) => {
    await house.passDays(days)
    worlds.become((world) => [later(world, days)])
    await see(worlds, house)
  })
}

export async function settleAll(worlds: Worlds, house: House): Promise<void> {
  const unreachable = worlds.first.doors.filter(({ lock }) => !lock.isOnline || lock.isRemoved)
  await house.settle(unreachable.map(({ id }) => id))
  worlds.become((world) => {
    settle(atThisTime(world))
    return [world]
  })
  await see(worlds, house)
  const audit = await auditOf(house)
  worlds.become((world) => {
    const then = afterLocks(world, audit)
    holdClaims(then, audit, house)
    holdAttempts(then, audit)
    return [then]
  })
}

async function see(worlds: Worlds, house: House): Promise<void> {
  const seen = (await house.read()) as unknown as HouseSeen
  worlds.become((world) => [afterSeeing(world, seen)])
}

function askedOf(request: Request, world: World, house: House): Asked {
  const { name, input } = sent(request, world, house)
  return { name, rule: rules[name], input }
}

function atThisTime(world: World): World {
  world.now = Date.now()
  return world
}

const instants: ReadonlySet<string> = new Set(['startsAt', 'endsAt', 'madeAt', 'deletedAt', 'at'])

/** All that is on record is so much longer ago, and each door is worth a look. */
function later(world: World, days: number): World {
  const moved: World = JSON.parse(JSON.stringify(world), (key, value) =>
    instants.has(key) && typeof value === 'number' ? value - days * DAY_MS : value,
  )
  for (const door of moved.doors) door.isWoken = true
  return moved
}

const text = (value: unknown): string => JSON.stringify(value)

function command(name: string, run: Command['run']): Command {
  return {
    check: () => true,
    run: async (worlds, house) => {
      house.countCommand()
      await run(worlds, house)
    },
    toString: () => name,
  }
}
