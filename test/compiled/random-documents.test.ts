import { expect, test } from 'vitest'
import { allPaths } from './compare-reads.ts'

/** As scripts/fuzz-reads.ts hands them over; always the same ones otherwise. */
const { seed, documents } = {
  seed: 20_261_126,
  documents: 2_000,
  ...JSON.parse(process.env.LATCHKEY_FUZZ_READS ?? '{}'),
}

const paths = await allPaths(seed)

test('whatever is asked is answered alike with resolvers and without, to the byte', async () => {
  const { differences, ...compared } = await paths.compare(0, documents)
  console.log(
    `seed ${seed}: ${compared.documents} documents, ${compared.quick} answered without resolvers, ${compared.withErrors} with errors, ${differences.length} differences`,
  )
  expect(differences.slice(0, 3)).toEqual([])
  expect(compared.documents).toBe(documents)
  // Or the comparison would be one of resolvers with themselves.
  expect(compared.quick).toBeGreaterThan(documents / 4)
}, 3_600_000)
