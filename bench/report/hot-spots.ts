import type { CpuProfile } from '../measure/profiler.ts'

export interface HotSpot {
  readonly name: string
  /** Of the time that the processor was busy. */
  readonly share: number
}

/** Where a profile's time was spent: by package (or room of the product), and by function. Idle time counts nowhere. */
export function hotSpots(profile: CpuProfile): { packages: HotSpot[]; functions: HotSpot[] } {
  const selfUs = new Map<number, number>()
  for (const [index, id] of profile.samples.entries()) {
    selfUs.set(id, (selfUs.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0))
  }
  const packages = new Map<string, number>()
  const functions = new Map<string, number>()
  let busyUs = 0
  for (const { id, callFrame } of profile.nodes) {
    const us = selfUs.get(id) ?? 0
    const { functionName, url, lineNumber } = callFrame
    if (us === 0 || functionName === '(idle)') continue
    busyUs += us
    const home = homeOf(functionName, url)
    add(packages, home, us)
    add(functions, `${functionName || '(anonymous)'} · ${home}${url ? ` · ${fileOf(url)}:${lineNumber + 1}` : ''}`, us)
  }
  const sorted = (totals: Map<string, number>) =>
    [...totals].map(([name, us]) => ({ name, share: us / busyUs })).sort((a, b) => b.share - a.share)
  return { packages: sorted(packages), functions: sorted(functions) }
}

function homeOf(functionName: string, url: string): string {
  if (url.startsWith('node:')) return `node ${url.slice(5).split('/').slice(0, 2).join('/')}`
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
  if (dependency) return dependency
  const room = /\/src\/([^/]+(?:\/[^/]+)?)\//.exec(url)?.[1]
  if (room) return `src/${room}`
  if (url) return fileOf(url)
  return functionName.startsWith('(') ? functionName : 'built into V8 and Node'
}

const fileOf = (url: string): string => url.split('/').slice(-2).join('/')

function add(totals: Map<string, number>, name: string, us: number): void {
  totals.set(name, (totals.get(name) ?? 0) + us)
}
