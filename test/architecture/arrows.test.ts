import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test.each([
  ['src/domain/planted.ts', "import { schema } from '../graphql/schema.ts'\n\nexport const found = schema\n"],
  ['src/domain/planted.ts', "import { GraphQLError } from 'graphql'\n\nexport const found = GraphQLError\n"],
  ['src/domain/planted.ts', "export const found = await import('../server/log.ts')\n"],
  ['src/domain/planted.ts', "export { createHttpServer } from '../server/http-server.ts'\n"],
  ['src/data/planted.ts', "import type { Viewer } from '../domain/auth/viewer.ts'\n\nexport type Found = Viewer\n"],
  [
    'src/data/read/planted.ts',
    "import { isPin } from '../../domain/access-codes/pin.ts'\n\nexport const found = isPin\n",
  ],
  ['src/graphql/planted.ts', "import { connect } from '../data/client.ts'\n\nexport const found = connect\n"],
  [
    'src/graphql/devices/planted.ts',
    "import { lockDevices } from '../../data/write/device-locks.ts'\n\nexport const found = lockDevices\n",
  ],
  ['src/graphql/planted.ts', "import { route } from '../rest/route.ts'\n\nexport const found = route\n"],
  ['src/rest/planted.ts', "import { connect } from '../data/client.ts'\n\nexport const found = connect\n"],
  [
    'src/rest/devices/planted.ts',
    "import { lockDevices } from '../../data/write/device-locks.ts'\n\nexport const found = lockDevices\n",
  ],
  ['src/rest/planted.ts', "import { builder } from '../graphql/builder.ts'\n\nexport const found = builder\n"],
  ['src/rest/planted.ts', "import { GraphQLError } from 'graphql'\n\nexport const found = GraphQLError\n"],
  ['src/rest/planted.ts', "import { Refusal } from '../server/refusal.ts'\n\nexport const found = Refusal\n"],
  ['src/server/planted.ts', "import { connect } from '../data/client.ts'\n\nexport const found = connect\n"],
  ['src/engine/planted.ts', "import { schema } from '../graphql/schema.ts'\n\nexport const found = schema\n"],
  ['src/locks/planted.ts', "import { startEngine } from '../engine/engine.ts'\n\nexport const found = startEngine\n"],
  [
    'src/domain/planted.ts',
    "import type { LockProvider } from '../locks/provider.ts'\n\nexport type Found = LockProvider\n",
  ],
])('an import against the arrows fails the check: %s with %j', async (file, source) => {
  const { status, output } = await lint(file, source)
  expect(output).toContain('lint/style/noRestrictedImports')
  expect(status).toBe(1)
})

test.each([
  ['src/graphql/planted.ts', "import { isPin } from '../domain/access-codes/pin.ts'\n\nexport const found = isPin\n"],
  ['src/graphql/planted.ts', "import { Reader } from '../data/read/reader.ts'\n\nexport const found = Reader\n"],
  ['src/rest/planted.ts', "import { isPin } from '../domain/access-codes/pin.ts'\n\nexport const found = isPin\n"],
  ['src/rest/planted.ts', "import { Reader } from '../data/read/reader.ts'\n\nexport const found = Reader\n"],
  ['src/domain/planted.ts', "import { newId } from '../data/uuid.ts'\n\nexport const found = newId\n"],
])('an import along the arrows passes: %s with %j', async (file, source) => {
  expect(await lint(file, source)).toMatchObject({ status: 0 })
})

test('only the database tells the time: no rule or statement asks the clock of this machine', async () => {
  const asking: string[] = []
  for (const folder of [
    'src/domain',
    'src/data/read',
    'src/data/write',
    'src/data/pins',
    'src/data/engine',
    'src/engine/reconcile',
  ]) {
    for (const entry of await readdir(join(root, folder), { recursive: true })) {
      if (!entry.endsWith('.ts')) continue
      const text = await readFile(join(root, folder, entry), 'utf8')
      if (/Date\.now\(|new Date\(\)/.test(text)) asking.push(join(folder, entry))
    }
  }
  expect(asking).toEqual([])
})

/** Biome with the project's own configuration over a project that holds this one file. */
async function lint(file: string, source: string): Promise<{ status: number | null; output: string }> {
  const folder = await temporaryFolder()
  const { vcs: _, $schema: __, ...configuration } = JSON.parse(await readFile(join(root, 'biome.json'), 'utf8'))
  await writeFile(join(folder, 'biome.json'), JSON.stringify(configuration))
  await mkdir(dirname(join(folder, file)), { recursive: true })
  await writeFile(join(folder, file), source)
  const biome = join(root, 'node_modules', '.bin', 'biome')
  const { status, stdout, stderr } = spawnSync(biome, ['lint', '--error-on-warnings', file], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}
