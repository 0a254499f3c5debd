import { type Command, InvalidArgumentError } from 'commander'
import { everyCredential } from './data/read/every-credential.ts'
import { addApiKey } from './domain/auth/api-keys.ts'
import { setWorkspaceMemberInput } from './domain/auth/inputs.ts'
import { endCredential } from './domain/auth/operator.ts'
import { addPersonalAccessToken } from './domain/auth/personal-access-tokens.ts'
import { allScopes } from './domain/auth/scopes.ts'
import { newToken } from './domain/auth/token.ts'
import type { Scope } from './domain/auth/viewer.ts'
import { workspaceNamed } from './domain/auth/workspace.ts'
import type { OpenDatabase } from './open-database.ts'

/** What can be done to credentials where the gateway runs, whatever credentials are left. */
export function addCredentialCommands(program: Command, open: () => Promise<OpenDatabase>): void {
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
      const workspaceId = await workspaceNamed(opened, workspace)
      const key = newToken('API_KEY')
      await addApiKey(servicesOf(opened), { workspaceId, name, key, scopes })
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
      const workspaceId = await workspaceNamed(opened, workspace)
      const token = newToken('PERSONAL_ACCESS_TOKEN')
      await addPersonalAccessToken(servicesOf(opened), { workspaceId, email: parsed.data ?? '', name, token, scopes })
      process.stdout.write(`${token}\n`)
    })

  const credentials = program.command('credentials').description('look after credentials of every kind and workspace')
  credentials
    .command('list')
    .description(
      'print those that are good, a line each, with tabs between: id, kind, workspace or address, name, beginning of the token, scopes, last use, end',
    )
    .action(async () => {
      await using opened = await open()
      for (const one of await everyCredential(opened.database.pool)) {
        const { id, kind, owner, name, firstCharacters, scopes, lastUsedAt, expiresAt } = one
        const times = [lastUsedAt, expiresAt].map((at) => at?.toISOString() ?? 'never')
        process.stdout.write(`${[id, kind, owner, name, firstCharacters, scopes.join(','), ...times].join('\t')}\n`)
      }
    })
  credentials
    .command('revoke')
    .argument('<id>', 'the id, as `list` has it')
    .description('end a credential: within a second it opens nothing')
    .action(async (id: string) => {
      await using opened = await open()
      if (await endCredential(servicesOf(opened), id)) return
      process.stderr.write(`No credential of the id ${id} is still good.\n`)
      process.exitCode = 1
    })
}

interface NewCredential {
  readonly workspace: string
  readonly name: string
  readonly scopes: readonly Scope[]
}

const servicesOf = ({ database, vault }: OpenDatabase) => ({ writers: database.writers, vault })

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
