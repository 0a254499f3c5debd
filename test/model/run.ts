import fc from 'fast-check'
import { eventsAreListed } from '../api/codes.ts'
import { type Command, settleAll } from './commands.ts'
import { commands } from './draw/commands.ts'
import { aModelHouse } from './house.ts'
import type { Stage } from './stage.ts'
import { eventsOf, holdStories } from './story.ts'
import { Worlds } from './worlds.ts'

/** How far a check goes, or which failure of an earlier one it repeats. */
export interface Terms {
  readonly runs: number
  /** On average: a run has up to twice as many. */
  readonly commandsPerRun: number
  /** Goes no further, nor shrinks, after that long. */
  readonly interruptAfterMs?: number
  readonly seed?: number | undefined
  readonly path?: string | undefined
  readonly replayPath?: string | undefined
  /** Told after each run, and of the first failure before it is shrunk. */
  readonly progress?: (done: Done) => void
}

interface Done {
  readonly runs: number
  readonly commands: number
  readonly failure?: unknown
}

export interface Outcome {
  readonly seed: number
  readonly runs: number
  readonly commands: number
  /** Why it failed and how to repeat it; null if it did not. */
  readonly failure: string | null
}

/** Has houses live through what is drawn, and shrinks what goes wrong in one. */
export async function check(stage: Stage, { runs, commandsPerRun, replayPath, ...terms }: Terms): Promise<Outcome> {
  const done = { runs: 0, commands: 0 }
  let isShrinking = false
  const lives = fc.commands([commands], {
    maxCommands: 2 * commandsPerRun,
    size: 'max',
    ...(replayPath !== undefined && { replayPath }),
  })
  const result = await fc.check(
    fc.asyncProperty(lives, async (life) => {
      try {
        done.commands += await live(stage, life)
        done.runs++
        if (!isShrinking) terms.progress?.(done)
      } catch (failure) {
        if (!isShrinking) terms.progress?.({ ...done, failure })
        isShrinking = true
        throw failure
      }
    }),
    {
      numRuns: runs,
      ...(terms.seed !== undefined && { seed: terms.seed }),
      ...(terms.path !== undefined && { path: terms.path }),
      ...(terms.interruptAfterMs !== undefined && { interruptAfterTimeLimit: terms.interruptAfterMs }),
    },
  )
  return { seed: result.seed, ...done, failure: result.failed ? storyOf(result, commandsPerRun) : null }
}

/** As it is kept as an example, and as it is repeated. */
function storyOf(result: fc.RunDetails<[Iterable<Command>]>, commandsPerRun: number): string {
  const { seed, counterexample, counterexamplePath, errorInstance } = result
  const life = String(counterexample?.[0])
  const [, replayPath] = /replayPath="(.*?)"/.exec(life) ?? []
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  const again = [
    // Of one piece, since it may be negative.
    `--seed=${seed}`,
    '--path',
    counterexamplePath,
    '--replay-path',
    replayPath,
    '--commands',
    commandsPerRun,
  ]
  return `${message}\n  after ${life}\n  again: npm run soak -- --only model ${again.join(' ')}`
}

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
