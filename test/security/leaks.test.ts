import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createOne } from '../api/documents.ts'
import { subscribe } from '../subscriptions/subscriber.ts'
import { done } from './asking.ts'
import { putIntoEveryPlace } from './every-place.ts'
import { type LeakHouse, leakHouse } from './leak-house.ts'
import { lookAround } from './looking-around.ts'
import { type Road, roadsIn, roadsPast } from './roads.ts'
import { roadsAstray } from './roads-astray.ts'
import { askInTrouble, crash } from './trouble.ts'
import { databaseAsText, sealedTexts, type WatchedGateway, watchedGateway } from './watched-gateway.ts'

const SECRETS = 1_000
const AT_ONCE = 8

test('of 1,000 known PINs, and of every key, nothing can be read but by those who may', async () => {
  const gateway = await watchedGateway()
  const house = await leakHouse(gateway)
  const { secrets, refusals, forTheBlind } = gateway
  const hearing = hearEvents(house)

  await makeCredentials(house)
  expect(await putIntoEveryPlace(house)).toEqual([])
  await makePinsOfItsOwn(house)
  const brought = await travel(house)
  await askInTrouble(house)

  // Whatever it made itself is known from here on too, and what was brought to stay is there.
  const kept = await sealedTexts(gateway)
  for (const pin of kept.filter((text) => /^\d{10,}$/.test(text))) secrets.add(pin)
  expect(brought.filter((pin) => !kept.includes(pin))).toEqual([])
  expect(secrets.count).toBeGreaterThan(SECRETS)
  await lookAround(house)
  const database = await databaseAsText(gateway)
  expect(await crash(house)).toEqual({ code: 1, signal: null })
  expect(await hearing).toBeGreaterThan(100)
  await gateway.leave()

  expect({
    log: secrets.foundIn(gateway.said()),
    refusals: refusals.flatMap((told) => secrets.foundIn(told).map((secret) => [secret, told.slice(0, 1000)])),
    forTheBlind: forTheBlind.flatMap((told) => secrets.foundIn(told).map((secret) => [secret, told.slice(0, 1000)])),
    database: secrets.foundIn(database),
    dataFolder: await foundInFiles(gateway),
  }).toEqual({ log: [], refusals: [], forTheBlind: [], database: [], dataFolder: [] })
}, 240_000)

/** Until the gateway is gone; answers how many there were. */
async function hearEvents({ blind, gateway }: LeakHouse): Promise<number> {
  const { next } = await subscribe(
    gateway,
    blind,
    'subscription { events { type accessCode { code } device { name } } }',
  )
  const isGone = () => null
  for (let count = 0; ; count++) {
    const event = await next().catch(isGone)
    if (event === null) return count
    gateway.forTheBlind.push(JSON.stringify(event))
  }
}

/** One of each kind, as callers make them; the gateway tells each token once. */
async function makeCredentials({ owner, person, gateway, doors }: LeakHouse): Promise<void> {
  const tokens = [
    done(
      owner.graphql(
        'mutation { createApiKey(input: { name: "Made", scopes: [READ_CODES] }) { ... on CreateApiKeyPayload { token } } }',
      ),
    ),
    done(
      person.graphql(
        'mutation { createPersonalAccessToken(input: { name: "Made", scopes: [READ_CODES] }) { ... on CreatePersonalAccessTokenPayload { token } } }',
      ),
    ),
    done(
      owner.graphql(
        `mutation { createClientSession(input: { deviceIds: ["${doors[0]}"], scopes: [READ_CODES] }) { ... on CreateClientSessionPayload { token } } }`,
      ),
    ),
  ]
  for (const made of await Promise.all(tokens)) gateway.secrets.add(String(Object.values(made)[0]).slice(-43))
}

/** Spare codes, and one that a lock works out. */
async function makePinsOfItsOwn({ owner, doorAt, offlineDoor, gateway: { database } }: LeakHouse): Promise<void> {
  const hour = 3_600_000
  const startsAt = new Date(Math.ceil(Date.now() / hour) * hour + hour)
  const window = { startsAt, endsAt: new Date(startsAt.getTime() + 2 * hour) }
  await done(owner.graphql(createOne, { input: { deviceId: doorAt(0), useBackupAccessCodePool: true, ...window } }))
  await done(owner.graphql(createOne, { input: { deviceId: offlineDoor, isOfflineAccessCode: true, ...window } }))
  const text = `select count(*)::int as n from access_code where pin_ciphertext is not null and (is_backup or device_id = $1)`
  const made = async () => (await database.pool.query(text, [offlineDoor])).rows[0].n
  await expect.poll(made, { timeout: 30_000, interval: 50 }).toBe(4)
}

/** Every road, in turn, until there are enough PINs; answers those that were brought to stay. */
async function travel(house: LeakHouse): Promise<string[]> {
  const roads = Object.entries({ ...roadsIn, ...roadsPast, ...roadsAstray })
  const brought: string[] = []
  let gone = 0
  const go = async () => {
    while (house.gateway.secrets.count < SECRETS) {
      const index = gone++
      const [name, road] = roads[index % roads.length] as [string, Road]
      const pin = house.gateway.newPin()
      if (name in roadsIn) brought.push(pin)
      await road(house, pin, index).catch((error) => {
        throw new Error(name, { cause: error })
      })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, go))
  expect(gone).toBeGreaterThan(roads.length * 2)
  return brought
}

/** Also what PostgreSQL has not thrown away yet: old rows, its write-ahead log, its own log. */
async function foundInFiles({ dataDir, secrets }: WatchedGateway): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'encryption-keys') continue
    const inFile = secrets.foundIn(await readFile(join(entry.parentPath, entry.name)))
    found.push(...inFile.map((secret) => `${secret} in ${entry.name}`))
  }
  return found
}
