import { createHash } from 'node:crypto'

/** The id of the n-th thing of a kind: the same in every data set, and the same as `bench.id()` makes in SQL. */
export function idOf(kind: 'workspace' | 'device' | 'group' | 'code' | 'probe' | 'probe_device', n: number): string {
  const hash = createHash('md5').update(`${kind} ${n}`).digest('hex')
  const hex = `${hash.slice(0, 12)}7${hash.slice(13, 16)}8${hash.slice(17)}`
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** A key of the n-th workspace, n from 0. Made up, and of use nowhere else. */
export const apiKeyOf = (n: number): string => `seam_lk_benchmark_workspace_${n}_0000000000000000`

export const keyOfGroup = (n: number): string => `stay-${String(n).padStart(6, '0')}`

/** What seals the PINs of the benchmark's databases. */
export const encryptionKey = Buffer.alloc(32, 'bench')
