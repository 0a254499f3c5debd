#!/usr/bin/env node
import { writeFile } from 'node:fs/promises'
import { Command, InvalidArgumentError } from 'commander'
import { seedDemoHouse } from '../prisma/seed.ts'
import { readConfig } from './config.ts'
import { verifyAuditLog } from './data/audit/verify.ts'
import { addApiKey } from './domain/auth/api-keys.ts'
import { setWorkspaceMemberInput } from './domain/auth/inputs.ts'
import { addPersonalAccessToken } from './domain/auth/personal-access-tokens.ts'
import { allScopes } from './domain/auth/scopes.ts'
import { newToken } from './domain/auth/token.ts'
import type { Scope } from './domain/auth/viewer.ts'
import { workspaceNamed } from './domain/auth/workspace.ts'
import { fail } from './failure.ts'
import { startLockEngine } from './lock-engine.ts'
import { openDatabase } from './open-database.ts'
import { rotateEncryptionKeys } from './rotate-encryption-keys.ts'
import { createLogger } from './server/log.ts'
import { stopSignal } from './stop-signal.ts'

/** The database of the environment, with the log on standard error: standard output is for answers. */
async function open() {
  const config = readConfig(process.env)
  const destination = { write: (line: string) => void process.stderr.write(line) }
  return openDatabase(config, createLogger({ ...config.log, destination }))
}

interface NewCredential {
  readonly workspace: string
  readonly name: string
  readonly scopes: readonly Scope[]
}

const scopesOption = [
  '--scopes <scopes...>',
  `what it may do: ${allScopes.join(', ')}`,
  (scope: string, given: readonly Scope[]): readonly Scope[] => {
    if (!allScopes.includes(scope as Scope))
      throw new InvalidArgumentError(`There is no scope ${scope}. There are ${allScopes.join(', ')}.`)
    return given === allScopes ? [scope as Scope] : [...given, scope as Scope]
  },
  allScopes,
] as const

const program = new Command('latchkey').description('One PIN on many doors: a gateway over smart-lock access codes.')

program
  .command('start')
  .description('start the gateway')
  .action(async () => {
    await import('./main.ts')
  })

program
  .command('worker')
  .description('program locks, without serving anything; any number of workers may run')
  .action(async () => {
    const stop = stopSignal()
    const config = readConfig(process.env)
    const logger = createLogger(config.log)
    await using opened = await openDatabase(config, logger)
    await using _engine = startLockEngine(opened, logger, config.engine.timing)
    logger.info('working')
    await Promise.race([stop, opened.serverExited])
    logger.info('stopping')
  })

program
  .command('migrate')
  .description('bring the database up to date, and check what it must guarantee')
  .action(async () => {
    await using _database = await open()
  })

program
  .command('seed')
  .description('add the demo house; what is there stays as it is')
  .action(async () => {
    await using opened = await open()
    await seedDemoHouse(opened.database, opened.vault)
  })

program
  .command('schema')
  .description('print the GraphQL schema')
  .option('--out <file>', 'write it to a file instead')
  .action(async ({ out }: { out?: string }) => {
    const { schemaText } = await import('./graphql/schema.ts')
    if (out) await writeFile(out, schemaText())
    else process.stdout.write(schemaText())
  })

program
  .command('api-key')
  .description('manage API keys')
  .command('create')
  .description('make a key and print it: it cannot be shown again')
  .requiredOption('--workspace <name>', 'the workspace it is for, made if it is not there')
  .option('--name <name>', 'what to call the key', 'API key')
  .option(...scopesOption)
  .action(async ({ workspace, name, scopes }: NewCredential) => {
    await using opened = await open()
    const workspaceId = await workspaceNamed(opened.database, workspace)
    const key = newToken('API_KEY')
    await addApiKey({ writers: opened.database.writers, vault: opened.vault }, { workspaceId, name, key, scopes })
    process.stdout.write(`${key}\n`)
  })

program
  .command('personal-access-token')
  .description('manage personal access tokens')
  .command('create')
  .description(
    'make a token for a person, who becomes a member of the workspace, and print it: it cannot be shown again',
  )
  .requiredOption('--email <email>', 'whose it is')
  .requiredOption('--workspace <name>', 'a workspace for it to open, made if it is not there')
  .option('--name <name>', 'what to call the token', 'Personal access token')
  .option(...scopesOption)
  .action(async ({ workspace, email, name, scopes }: NewCredential & { email: string }) => {
    const parsed = setWorkspaceMemberInput.shape.email.safeParse(email)
    if (!parsed.success) program.error(`--email ${email}: ${parsed.error.issues[0]?.message}`)
    await using opened = await open()
    const workspaceId = await workspaceNamed(opened.database, workspace)
    const token = newToken('PERSONAL_ACCESS_TOKEN')
    const services = { writers: opened.database.writers, vault: opened.vault }
    await addPersonalAccessToken(services, { workspaceId, email: parsed.data ?? '', name, token, scopes })
    process.stdout.write(`${token}\n`)
  })

program
  .command('keys')
  .description('manage the keys that encrypt PINs at rest')
  .command('rotate')
  .description(
    'encrypt everything anew with a new key, or with the first of LATCHKEY_ENCRYPTION_KEYS, while gateways run',
  )
  .action(async () => {
    await using opened = await open()
    const { sealedAnew, fingerprint } = await rotateEncryptionKeys(readConfig(process.env), opened)
    process.stdout.write(
      `${sealedAnew} encrypted anew with the key ${fingerprint}. Other keys are needed no longer, but for older backups.\n`,
    )
  })

program
  .command('audit')
  .description('look after the audit log')
  .command('verify')
  .description('work out anew whether the audit log is as it was written; exits with 1 if not')
  .option('--seal <seal>', 'a seal that a gateway told of in its log: it has to be in the chain')
  .action(async ({ seal }: { seal?: string }) => {
    await using opened = await open()
    const { entryCount, sealCount, newest, problem } = await verifyAuditLog(opened.database.pool, opened.vault, seal)
    const found = `${entryCount} entries, ${sealCount} seals, the newest ${newest}`
    if (problem === null) process.stdout.write(`${found}: as they were written.\n`)
    else {
      process.stdout.write(`${found}: ${problem}.\n`)
      process.exitCode = 1
    }
  })

await program.parseAsync().catch(fail)
