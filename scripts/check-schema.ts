import { readFileSync } from 'node:fs'
import { schemaText } from '../src/graphql/schema.ts'

if (readFileSync('schema.graphql', 'utf8') !== schemaText()) {
  console.error('schema.graphql is not what the code says: run `npm run schema` and read the difference.')
  process.exitCode = 1
}
