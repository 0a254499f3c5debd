import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { openApiDocument } from '../src/rest/openapi.ts'
import { routes } from '../src/rest/routes.ts'

export const openApiFile = fileURLToPath(new URL('../openapi.json', import.meta.url))

/** openapi.json as the code has it. */
export const openApiText = (): string => `${JSON.stringify(openApiDocument(routes), null, 2)}\n`

if (import.meta.main) await writeFile(openApiFile, openApiText())
