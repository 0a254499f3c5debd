import { z } from 'zod'
import { present } from '../../data/read/present.ts'
import type { WorkspaceRow } from '../../data/read/workspaces.ts'
import { reading, route } from '../route.ts'

const workspace = z
  .strictObject({
    workspace_id: z.string(),
    name: z.string(),
    company_name: z.string().describe('The same as `name`.'),
    is_sandbox: z.boolean().describe('Whether it is for trying things: its locks are simulated.'),
    is_suspended: z.literal(false),
    connect_partner_name: z.null(),
    connect_webview_customization: z.strictObject({}),
    is_publishable_key_auth_enabled: z.literal(false),
    organization_id: z.null(),
  })
  .meta({
    id: 'workspace',
    description: 'A tenant: its devices, codes, events and credentials are seen by nobody else.',
  })

const get = route({
  path: '/workspaces/get',
  methods: reading,
  scope: null,
  summary: 'Get the workspace of the credential',
  input: z.strictObject({}),
  answer: { workspace },
  handle: async ({ read }) => ({ workspace: showWorkspace(present(await read.workspace.load(read.workspaceId))) }),
})

const showWorkspace = ({ id, name, isSandbox }: WorkspaceRow): z.input<typeof workspace> => ({
  workspace_id: id,
  name,
  company_name: name,
  is_sandbox: isSandbox,
  is_suspended: false,
  connect_partner_name: null,
  connect_webview_customization: {},
  is_publishable_key_auth_enabled: false,
  organization_id: null,
})

export const workspaceRoutes = [get]
