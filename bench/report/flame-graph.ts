import type { CpuProfile } from '../measure/profiler.ts'

interface Frame {
  readonly name: string
  readonly place: string
  samples: number
  readonly below: Map<string, Frame>
}

const WIDTH_PX = 1_200
const ROW_PX = 16
/** Narrower frames say nothing. */
const NARROWEST_PX = 1
const LETTER_PX = 6.2

/** An SVG of where the time goes: each box a function, as wide as the share of samples in which it was on the stack. */
export function flameGraph(profile: CpuProfile, title: string): string {
  const root = framesOf(profile)
  const boxes: string[] = []
  let depthMax = 0
  const draw = (frame: Frame, x: number, depth: number): void => {
    const width = (frame.samples / root.samples) * WIDTH_PX
    if (width < NARROWEST_PX) return
    depthMax = Math.max(depthMax, depth)
    const share = ((frame.samples / root.samples) * 100).toFixed(1)
    const label = width > 30 ? escaped(frame.name.slice(0, Math.floor((width - 4) / LETTER_PX))) : ''
    const y = (depth + 2) * ROW_PX
    boxes.push(
      `<g><title>${escaped(`${frame.name} ${frame.place} ${share} %`)}</title>` +
        `<rect x="${x.toFixed(1)}" y="${y}" width="${(width - 0.3).toFixed(1)}" height="${ROW_PX - 1}" fill="${colourOf(frame.place)}"/>` +
        `<text x="${(x + 2).toFixed(1)}" y="${y + 11}">${label}</text></g>`,
    )
    let left = x
    for (const child of [...frame.below.values()].sort((a, b) => b.samples - a.samples)) {
      draw(child, left, depth + 1)
      left += (child.samples / root.samples) * WIDTH_PX
    }
  }
  draw(root, 0, 0)
  const height = (depthMax + 4) * ROW_PX
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX}" height="${height}" font-family="monospace" font-size="10">
<text x="4" y="16" font-size="13">${escaped(title)}</text>
${boxes.join('\n')}
</svg>
`
}

/** The stacks of a profile put together, without the time in which nothing was to do. */
function framesOf({ nodes, samples }: CpuProfile): Frame {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children }) => (children ?? []).map((child) => [child, id] as const)))
  const root: Frame = { name: 'all', place: '', samples: 0, below: new Map() }
  for (const sample of samples) {
    const stack = []
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) stack.push(byId.get(id))
    const frames = stack.flatMap((node) => (node ? [node.callFrame] : [])).reverse()
    if (frames.some(({ functionName }) => functionName === '(idle)')) continue
    root.samples++
    let frame = root
    for (const { functionName, url } of frames.slice(1)) {
      const place = placeOf(url)
      const name = functionName === '' ? '(anonymous)' : functionName
      const key = `${name} ${place}`
      const below: Frame = frame.below.get(key) ?? { name, place, samples: 0, below: new Map() }
      frame.below.set(key, below)
      below.samples++
      frame = below
    }
  }
  return root
}

/** The package, or the folder of the product. */
function placeOf(url: string): string {
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)
  if (inPackage) return inPackage[1] ?? ''
  return /\/(src\/[^/]+)/.exec(url)?.[1] ?? (url.startsWith('node:') ? 'node' : '')
}

/** The product's own functions in one colour, the driver's, Node's and others' in theirs. */
function colourOf(place: string): string {
  if (place.startsWith('src/')) return '#f4a259'
  if (place.startsWith('pg')) return '#8cb369'
  if (place === 'node' || place === '') return '#d9d9d9'
  return '#8ecae6'
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
