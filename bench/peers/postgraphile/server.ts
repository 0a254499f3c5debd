// PostGraphile 5 over node-postgres: a schema derived from the database, tags where it cannot be derived, and plans for
// what the database does not know.
import { createServer } from 'node:http'
import { PgSimplifyInflectionPreset } from '@graphile/simplify-inflection'
import pg from 'pg'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { jsonPgSmartTags } from 'postgraphile/utils'
import { listen, poolOptions } from '../shared/peer.ts'
import { run } from '../shared/statement.ts'
import { authenticator, type Viewer, viewerSql } from '../shared/viewer.ts'
import { latchkeyPlugin } from './plugin.ts'

const pool = new pg.Pool(poolOptions)

const tags = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      access_code: {
        tags: { foreignKey: '(workspace_id) references workspace (id)' },
        attribute: { errors: { tags: { name: 'stored_errors' } }, warnings: { tags: { name: 'stored_warnings' } } },
      },
    },
  },
})

const viewerOf = authenticator(async (tokenHash) => (await run<Viewer>(pool, viewerSql, [tokenHash]))[0])

const whoAsks = async (authorization: string | undefined): Promise<object> => ({
  viewer: await viewerOf(authorization),
})

const instance = postgraphile({
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
  plugins: [tags, latchkeyPlugin],
  // No global ids, and order by any column, as clients of the others can.
  disablePlugins: ['NodePlugin', 'PgIndexBehaviorsPlugin'],
  pgServices: [makePgService({ pool, schemas: ['public'] })],
  // Whatever is asked for is reached from the workspace of whoever asks; what changes is said by the plugin.
  schema: {
    defaultBehavior: '-query:resource:single -query:resource:list -query:resource:connection -insert -update -delete',
  },
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false, websockets: true },
  grafast: {
    explain: false,
    context: ({ node, ws }) => whoAsks((node?.req ?? ws?.request)?.headers.authorization),
  },
})
const server = createServer()
await instance.createServ(grafserv).addTo(server)
listen(server)
