/**
 * What is left of `parts` when nothing more can be left out, piece by piece, without `stillFails` becoming false: first
 * halves, then ever smaller pieces (delta debugging: Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
 * input", 2002). The last word is that of the single parts, unless `mayGoOn` has ended it before.
 */
export async function shortened<Part>(
  parts: readonly Part[],
  stillFails: (fewer: readonly Part[]) => Promise<boolean>,
  mayGoOn: () => boolean = () => true,
): Promise<readonly Part[]> {
  let left = parts
  let size = Math.ceil(left.length / 2)
  while (size > 0 && mayGoOn()) {
    const fewer = await withoutAPiece(left, size, stillFails)
    if (fewer) left = fewer
    else if (size === 1) break
    size = Math.min(fewer ? size : Math.ceil(size / 2), left.length)
  }
  return left
}

async function withoutAPiece<Part>(
  parts: readonly Part[],
  size: number,
  stillFails: (fewer: readonly Part[]) => Promise<boolean>,
): Promise<readonly Part[] | null> {
  for (let from = 0; from < parts.length; from += size) {
    const fewer = parts.toSpliced(from, size)
    if (await stillFails(fewer)) return fewer
  }
  return null
}
