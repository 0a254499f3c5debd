/** How much there is of what. Codes of groups first, then those that stand alone. */
export interface Shape {
  readonly workspaces: number
  readonly devices: number
  /** Groups of 20 codes each. */
  readonly largeGroups: number
  /** Groups of 8 codes each. */
  readonly smallGroups: number
  readonly loneCodes: number
}

export const LARGE_GROUP = 20
export const SMALL_GROUP = 8

export const codesIn = ({ largeGroups, smallGroups, loneCodes }: Shape): number =>
  largeGroups * LARGE_GROUP + smallGroups * SMALL_GROUP + loneCodes

/** 3 workspaces, 2,000 devices, 5,000 groups, 100,000 codes: what the side-by-side figures are about. */
export const standard: Shape = { workspaces: 3, devices: 2_000, largeGroups: 4_500, smallGroups: 500, loneCodes: 6_000 }

/** Just enough for every workload to have something to answer. */
export const tiny: Shape = { workspaces: 3, devices: 180, largeGroups: 225, smallGroups: 30, loneCodes: 60 }

/** One workspace of so many codes, 20 on each device, all of them in groups: answers are as long at every size. */
export const grown = (codes: number): Shape => ({
  workspaces: 1,
  devices: codes / LARGE_GROUP,
  largeGroups: codes / LARGE_GROUP,
  smallGroups: 0,
  loneCodes: 0,
})
