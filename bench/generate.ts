import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const generators = `generator client {
  provider            = "prisma-client"
  output              = "./prisma"
  runtime             = "nodejs"
  moduleFormat        = "esm"
  importFileExtension = "ts"
}

generator pothos {
  provider          = "prisma-pothos-types"
  output            = "./pothos-types.ts"
  clientOutput      = "./prisma/client.ts"
  generateDatamodel = true
  documentation     = false
}`

/** Prisma's client and Pothos's types for the peers that use them: the product's schema, with generators of their own. */
export function generate(): void {
  const folder = here('generated/')
  const schema = readFileSync(new URL('../prisma/schema.prisma', import.meta.url), 'utf8')
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}schema.prisma`, schema.replace(/^generator client \{[^}]*\}/m, generators))
  const prisma = here('node_modules/prisma/build/index.js')
  const { status, stderr } = spawnSync(process.execPath, [prisma, 'generate', '--schema', 'generated/schema.prisma'], {
    cwd: here('.'),
    // `generate` needs no schema engine and must not try to download one: any executable file will do.
    // It finds its generators by the path.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PATH: [here('node_modules/.bin'), process.env.PATH].join(delimiter),
    },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`prisma generate failed: ${stderr}`)
}
