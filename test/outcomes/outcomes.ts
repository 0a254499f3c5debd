import type { Outcomes } from './an-outcome.ts'
import * as changing from './changing.ts'
import * as creating from './creating.ts'
import * as credentials from './credentials.ts'
import * as deleting from './deleting.ts'
import * as devices from './devices.ts'
import * as sandbox from './sandbox.ts'

/** For each mutation what leads to each of its answers. */
export const outcomes: Readonly<Record<string, Outcomes>> = {
  ...creating,
  ...changing,
  ...deleting,
  ...devices,
  ...sandbox,
  ...credentials,
}
