import fc from 'fast-check'
import { eventsAreListed } from '../api/codes.ts'
import { type Command, settleAll } from './commands.ts'
import { commands } from './draw/commands.ts'
import { aModelHouse } from './house.ts'
import { shortened } from './shortened.ts'
import type { Stage } from './stage.ts'
import { eventsOf, holdStories } from './story.ts'
import { Worlds } from './worlds.ts'

/** How far a check goes, or which failure of an earlier one it repeats. */
export interface Terms {
  readonly runs: number
  /** On average: a run has up to twice as many. */
  readonly commandsPerRun: number
  /** Goes no further, nor shortens, after that long. */
  readonly interruptAfterMs: number
  readonly seed?: number | undefined
  /** Which of the lives of this seed is the first. */
  readonly path?: string | undefined
  /** Told after each run, and of a failure before it is shortened. */
  readonly progress?: (done: Done) => void
}

interface Done {
  readonly runs: number
  readonly commands: number
  readonly failure?: string
}

export interface Outcome {
  readonly seed: number
  readonly runs: number
  readonly commands: number
  /** Why it failed and how to repeat it; null if it did not. */
  readonly failure: string | null
}

/** Has houses live through what is drawn, and shortens the first life that goes wrong. */
export async function check(stage: Stage, { runs, commandsPerRun, ...terms }: Terms): Promise<Outcome> {
  const endMs = performance.now() + terms.interruptAfterMs
  const done = { runs: 0, commands: 0 }
  const lives = fc.commands([commands], { maxCommands: 2 * commandsPerRun, size: 'max' })
  const { seed, counterexample, counterexamplePath, errorInstance } = await fc.check(
    fc.asyncProperty(lives, async (life) => {
      done.commands += await live(stage, life)
      done.runs++
      terms.progress?.(done)
    }),
    {
      numRuns: runs,
      // In pieces a life is shortened in a tenth of the time.
      endOnFailure: true,
      interruptAfterTimeLimit: terms.interruptAfterMs,
      ...(terms.seed !== undefined && { seed: terms.seed }),
      ...(terms.path !== undefined && { path: terms.path }),
    },
  )
  const [life] = counterexample ?? []
  if (!life) return { seed, ...done, failure: null }
  // Of one piece, since it may be negative.
  const again = `npm run soak -- --only model --seed=${seed} --path ${counterexamplePath} --commands ${commandsPerRun}`
  const failure = `${messageOf(errorInstance)}\n  again: ${again}`
  terms.progress?.({ ...done, failure })
  const stillFails = async (fewer: readonly Command[]) =>
    (await failureOf(stage, fewer)) === withoutIds(messageOf(errorInstance))
  const left = await shortened([...life], stillFails, () => performance.now() < endMs)
  return { seed, ...done, failure: `${failure}\n  after:\n${left.map((command) => `    ${command},`).join('\n')}` }
}

async function failureOf(stage: Stage, life: readonly Command[]): Promise<string | null> {
  try {
    await live(stage, life)
    return null
  } catch (error) {
    return withoutIds(messageOf(error))
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A life that is lived again has other ids. */
const withoutIds = (message: string): string => message.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')

/** One house from its beginning until all is settled, and its whole story is told. Answers how many commands it lived through. */
export async function live(stage: Stage, life: Iterable<Command>): Promise<number> {
  const house = await aModelHouse(stage)
  try {
    const worlds = new Worlds(house.world())
    await fc.asyncModelRun(() => ({ model: worlds, real: house }), life)
    await settleAll(worlds, house)
    await eventsAreListed(stage.gateway)
    const events = await eventsOf(house)
    worlds.become((world) => {
      holdStories(world, events)
      return [world]
    })
    return house.commandsDone()
  } finally {
    await house.leave()
  }
}
