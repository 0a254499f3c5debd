import { expect, test } from 'vitest'
import { check } from './run.ts'
import { aStage } from './stage.ts'

const stage = await aStage()

/** Always the same lives, so that what goes wrong is of the change at hand; `npm run soak` draws others. */
const seed = 20_261_126

test('whatever houses live through, each answer and each lock is as the model says', async () => {
  const { failure, ...done } = await check(stage, { seed, runs: 10, commandsPerRun: 25, interruptAfterMs: 240_000 })
  console.log(`seed ${seed}: ${done.runs} runs, ${done.commands} commands`)
  expect(failure).toBeNull()
}, 300_000)
