// The process behind gatewayProcess(): uses a data folder's embedded server until SIGTERM.
import { once } from 'node:events'
import { startEmbeddedPostgres } from '../../src/data/embedded-postgres/start.ts'

const terminated = once(process, 'SIGTERM')
await using server = await startEmbeddedPostgres({ dataDir: process.argv[2] as string, durable: false })
console.log(JSON.stringify({ url: server.url, serverPid: server.pid }))
await terminated
