#!/usr/bin/env node
import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { seedDemoHouse } from '../prisma/seed.ts'
import { readConfig } from './config.ts'
import { addCredentialCommands } from './credential-commands.ts'
import { verifyAuditLog } from './data/audit/verify.ts'
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

addCredentialCommands(program, open)

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
    const { problem, ...found } = await verifyAuditLog(opened.database.pool, opened.vault, { told: seal })
    const { entryCount, unsealedCount, sealCount, newest } = found
    const entries = `${entryCount} entries (${unsealedCount} not sealed yet), ${sealCount} seals, the newest ${newest ?? 'none'}`
    if (problem === null) process.stdout.write(`${entries}: as they were written.\n`)
    else {
      process.stdout.write(`After ${entries}: ${problem}.\n`)
      process.exitCode = 1
    }
  })

await program.parseAsync().catch(fail)
