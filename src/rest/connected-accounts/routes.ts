import { z } from 'zod'
import { cursorOf } from '../../data/read/keyset.ts'
import { newestFirst } from '../../data/read/workspaces.ts'
import { NotFoundError } from '../../domain/errors.ts'
import { id, wording } from '../fields.ts'
import { listed, pageInput, pagination } from '../pages.ts'
import { reading, route } from '../route.ts'
import { withoutPeople, withoutSpaces } from '../unsupported.ts'
import { connectedAccount, showConnectedAccount } from './connected-account.ts'

const get = route({
  path: '/connected_accounts/get',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'Get a connected account',
  input: z.strictObject({ connected_account_id: id }),
  unsupported: { email: 'Accounts have no e-mail address here: give connected_account_id.' },
  answer: { connected_account: connectedAccount },
  async handle({ read }, { connected_account_id }) {
    const account = await read.connectedAccount.load(connected_account_id)
    if (!account) throw new NotFoundError('connected account', [connected_account_id])
    return { connected_account: showConnectedAccount(account) }
  },
})

const list = route({
  path: '/connected_accounts/list',
  methods: reading,
  scope: 'READ_CODES',
  summary: 'List connected accounts, newest first',
  input: z.strictObject({
    search: wording.nullish().describe('Only those whose name holds this, or whose id begins with it.'),
    ...pageInput(500),
  }),
  unsupported: {
    ...withoutPeople,
    ...withoutSpaces,
    custom_metadata_has: 'Nothing can be noted about accounts here.',
  },
  answer: { connected_accounts: z.array(connectedAccount), pagination },
  async handle(context, input) {
    const { rows, pagination } = await listed(
      context,
      input,
      (page) => context.read.connectedAccounts({ search: input.search ?? null }, page),
      (account) => cursorOf(newestFirst, account),
    )
    return { connected_accounts: rows.map(showConnectedAccount), pagination }
  },
})

export const connectedAccountRoutes = [get, list]
