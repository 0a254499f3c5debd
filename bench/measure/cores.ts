import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Where taskset is and there are two cores, the server under test has one to itself, and the load comes from another. */
const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

const [serverCore, loadCore] = coresAllowed()

/** The command that runs another on the server's core, or the other as it is. */
export const onServerCore = (command: readonly string[]): readonly string[] => on(serverCore, command)
export const onLoadCore = (command: readonly string[]): readonly string[] => on(loadCore, command)
export const onBothCores = (command: readonly string[]): readonly string[] => on(`${serverCore},${loadCore}`, command)

export const howPinned = canPin
  ? `the server on core ${serverCore}, the load generator on core ${loadCore}, PostgreSQL on any`
  : 'nothing pinned to a core'

function on(core: string | undefined, command: readonly string[]): readonly string[] {
  return canPin && core !== undefined ? ['taskset', '-c', core, ...command] : command
}

/** `0-1,4` of taskset's own affinity list. */
function coresAllowed(): readonly (string | undefined)[] {
  if (!canPin) return []
  const { stdout } = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' })
  const list = stdout.split(':').at(-1)?.trim() ?? ''
  return list.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, index) => String(from + index))
  })
}
