import { apiKeyOf, idOf, keyOfGroup } from '../data-set/ids.ts'
import { holderOf } from '../data-set/pins.ts'
import { codesIn, type Shape } from '../data-set/shape.ts'
import type { Operation } from './documents.ts'

/** One request of a workload: whose it is, and what it asks. */
export interface Request {
  /** Of whose key it is sent with. */
  readonly workspace: number
  readonly variables: object
}

/** What a workload needs to know beside the data set: where a server's second page begins, for each workspace. */
export type Cursors = readonly string[]

/** The n-th request of a workload: the same for every server, and of mutations each with something else to change. */
export function requestsOf(operation: Operation, shape: Shape, cursors: Cursors): (n: number) => Request {
  const { workspaces, largeGroups, devices } = shape
  const codes = codesIn(shape)
  switch (operation) {
    case 'Q1':
      return (n) => ofCode(shape, (n * 7907) % codes, (id) => ({ id }))
    case 'Q2':
    case 'Q4':
      return (n) => ({ workspace: n % workspaces, variables: {} })
    case 'Q3':
      return (n) => {
        const group = (n * 2003) % largeGroups
        return { workspace: group % workspaces, variables: { key: keyOfGroup(group) } }
      }
    case 'Q5':
    case 'Q5p':
      return (n) => ({ workspace: n % workspaces, variables: { after: cursors[n % workspaces] } })
    case 'M1': {
      const blocks = Math.floor(devices / workspaces / DOORS)
      return (n) => {
        const workspace = n % workspaces
        const first = (Math.floor(n / workspaces) % blocks) * DOORS
        const deviceIds = Array.from({ length: DOORS }, (_, k) => idOf('device', (first + k) * workspaces + workspace))
        return { workspace, variables: { input: { deviceIds, name: 'Benchmark', preferredCodeLength: 8, ...stay } } }
      }
    }
    case 'M2': {
      const upcoming = Array.from({ length: codes }, (_, code) => code).filter((code) => isUpcoming(shape, code))
      return (n) =>
        ofCode(shape, upcoming[(n * 7907) % upcoming.length] ?? 0, (id) => ({
          input: {
            id,
            name: `Stay ${n}`,
            endsAt: new Date(Date.UTC(2091, 0, 1) + (n % 1_000_000) * 1000).toISOString(),
          },
        }))
    }
    case 'M3':
      return (n) => ofCode(shape, (n * 7907) % codes, (id) => ({ input: { id } }))
  }
}

/** Doors of one booking. */
const DOORS = 10

const stay = { startsAt: '2095-01-01T15:00:00.000Z', endsAt: '2095-01-04T11:00:00.000Z' }

/** Its window begins in 2090, and it is on no lock yet: see data-set/rows.ts. */
const isUpcoming = (shape: Shape, code: number): boolean => [1, 4, 7].includes(holderOf(shape, code) % 10)

function ofCode(shape: Shape, code: number, variables: (id: string) => object): Request {
  return { workspace: holderOf(shape, code) % shape.workspaces, variables: variables(idOf('code', code)) }
}

export const authorizationOf = ({ workspace }: Pick<Request, 'workspace'>): string => `Bearer ${apiKeyOf(workspace)}`
