import { readFile } from 'node:fs/promises'
import { type GraphQLSchema, parse, validate } from 'graphql'
import { z } from 'zod'
import { ConfigError } from './config.ts'
import { hashOf, type TrustedDocuments } from './server/trusted-documents.ts'

/**
 * The documents of a manifest, as code generators write it: an object of texts by their hashes.
 *
 * @throws ConfigError for a file that is none, and one with a document that no client could ever use
 */
export async function readTrustedDocuments(path: string, schema: GraphQLSchema): Promise<TrustedDocuments> {
  const documents = new Map<string, string>()
  for (const [name, text] of Object.entries(await manifestAt(path))) {
    const hash = hashOf(text)
    if (hash !== `sha256:${name.replace(/^sha256:/, '')}`) throw refusal(`the text of ${name} has another SHA-256`)
    const [problem] = problemsWith(text, schema)
    if (problem) throw refusal(`${name} cannot be executed: ${problem.message}`)
    documents.set(hash, text)
  }
  return documents
}

async function manifestAt(path: string): Promise<Record<string, string>> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) throw refusal('the file is not an object of texts')
    throw refusal(`the file cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

function problemsWith(text: string, schema: GraphQLSchema): readonly Error[] {
  try {
    return validate(schema, parse(text))
  } catch (error) {
    return [error as Error]
  }
}

const refusal = (problem: string) =>
  new ConfigError([
    {
      variable: 'LATCHKEY_TRUSTED_DOCUMENTS',
      problem,
      wanted: 'a JSON file of documents by their SHA-256 in hex, such as {"sha256:…": "{ viewer { … } }"}',
    },
  ])
