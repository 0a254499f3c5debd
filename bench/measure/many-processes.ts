// Several gateways behind one port: Node's cluster hands each of them its share of the connections.
import cluster from 'node:cluster'
import { fileURLToPath } from 'node:url'

cluster.setupPrimary({ exec: fileURLToPath(new URL('../../src/main.ts', import.meta.url)) })
for (let n = 0; n < Number(process.env.BENCH_PROCESSES); n++) cluster.fork()
process.once('SIGTERM', () => {
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM')
  cluster.once('exit', () => cluster.disconnect())
})
