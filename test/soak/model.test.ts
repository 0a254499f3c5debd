import { expect, test } from 'vitest'
import { check, type Terms } from '../model/run.ts'
import { aStage } from '../model/stage.ts'

const stage = await aStage()
const HOUR_MS = 3_600_000

/** As scripts/soak.ts hands them over. */
const given: Partial<Terms> = JSON.parse(process.env.LATCHKEY_SOAK_MODEL ?? '{}')

test(
  'whatever houses live through, each answer and each lock is as the model says',
  async () => {
    const startedMs = performance.now()
    let toldMs = startedMs
    const outcome = await check(stage, {
      runs: 300,
      commandsPerRun: 50,
      interruptAfterMs: HOUR_MS,
      ...given,
      progress: ({ runs, commands, failure }) => {
        if (failure !== undefined) console.log(`after ${runs} runs, now to be shortened: ${failure}`)
        if (performance.now() - toldMs < 60_000) return
        toldMs = performance.now()
        console.log(`${runs} runs, ${commands} commands so far`)
      },
    })
    const { seed, runs, commands, failure } = outcome
    const seconds = Math.round((performance.now() - startedMs) / 1000)
    console.log(
      `seed ${seed}: ${runs} runs, ${commands} commands in ${seconds} s, ${failure === null ? 0 : 1} violations`,
    )
    // Here it can be copied: an assertion escapes it.
    if (failure !== null) console.log(failure)
    expect(failure).toBeNull()
  },
  2 * HOUR_MS,
)
