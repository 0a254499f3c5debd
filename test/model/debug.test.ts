import { readFileSync } from 'node:fs'
import { it } from 'vitest'
import { ask, type Command, daysPass, search, settled, together } from './commands.ts'
import { aModelHouse } from './house.ts'
import { aStage } from './stage.ts'
import { Worlds } from './worlds.ts'

const stage = await aStage()
it('debug', async () => {
  const text = readFileSync('/tmp/life.txt', 'utf8')
    .replace(/\/\*.*\*\//, '')
    .replaceAll('\\"', '"')
  const life: Command[] = new Function('ask', 'daysPass', 'search', 'settled', 'together', `return [${text}]`)(
    ask,
    daysPass,
    search,
    settled,
    together,
  )
  const house = await aModelHouse(stage)
  const worlds = new Worlds(house.world())
  try {
    for (const command of life) {
      console.log(String(command))
      await command.run(worlds, house)
      if (process.env.SHOW)
        console.log(
          worlds.count,
          JSON.stringify(
            {
              codes: worlds.first.codes,
              doors: worlds.first.doors
                .filter((d) => d.lock.entries.length > 0)
                .map((d) => [d.name, d.isWoken, d.lock]),
            },
            null,
            1,
          ),
        )
    }
  } catch (e) {
    console.log(
      worlds.count,
      JSON.stringify(
        {
          codes: worlds.first.codes.slice(0, 8),
          doors: worlds.first.doors.map((d) => [d.name, d.isWoken, d.lock.isOnline, d.lock.entries]),
        },
        null,
        1,
      ),
    )
    console.log(JSON.stringify(((await house.read()) as any).accessCodes.nodes, null, 1))
    throw e
  } finally {
    await house.leave()
  }
}, 100000)
