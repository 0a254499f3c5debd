export const isSameInstant = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime()

/** Keyed hashes: comparing them tells nothing of the PINs. */
export function isSamePin(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : Buffer.compare(a, b) === 0
}
