import { type AddressInfo, createServer, Server } from 'node:net'
import { createFake } from '@seamapi/fake-seam-connect'

/** Seam's own stand-in for tests, with its own seed, for this machine alone: by itself it would listen to everybody. */
export async function startFake(): Promise<{ endpoint: string } & AsyncDisposable> {
  const port = await freePort()
  const fake = await createFake()
  await fake.seed()
  const { listen } = Server.prototype
  Server.prototype.listen = function (this: Server, ...args: unknown[]) {
    const [first, ...others] = args
    return Reflect.apply(listen, this, first === port ? [port, '127.0.0.1', ...others] : args)
  } as typeof listen
  try {
    await fake.startServer({ port, baseUrl: `http://127.0.0.1:${port}` })
  } finally {
    Server.prototype.listen = listen
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => fake.stopServer(),
  }
}

/** What the fake's seed has. */
export const fakeSeed = {
  apiKey: 'seam_apikey1_token',
  otherApiKey: 'seam_apikey2_token',
  personalAccessToken: 'seam_at1_longtoken',
  workspaceId: 'seed_workspace_1',
  doors: ['august_device_1', 'august_device_2'],
} as const

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
