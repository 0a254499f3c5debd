import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts CPU time in these. */
const TICK_MS = 10

interface Stat {
  readonly parent: number
  readonly cpuMs: number
}

function statOf(pid: number | string): Stat | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return { parent: Number(fields[1]), cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS }
  } catch {
    return null
  }
}

/** What a process has used so far, in user and system mode; 0 where there is no /proc. */
export const cpuMsOf = (pid: number): number => statOf(pid)?.cpuMs ?? 0

/** The same of a process's children, each by its id. */
export function cpuMsOfChildren(parent: number): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (const name of processNames()) {
    const stat = statOf(name)
    if (stat?.parent === parent) found.set(Number(name), stat.cpuMs)
  }
  return found
}

function processNames(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** What all processes of the machine have used so far; 0 where there is no /proc. */
export function cpuMsOfMachine(): number {
  try {
    const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, stolen = 0] =
      readFileSync('/proc/stat', 'utf8').split('\n')[0]?.split(/\s+/).slice(1).map(Number) ?? []
    return (user + nice + system + irq + softIrq + stolen) * TICK_MS
  } catch {
    return 0
  }
}

/** Resident memory of a process in MiB. */
export function memoryOf(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? 0) / 1024
}
