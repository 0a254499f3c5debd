import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readExamples } from '../../src/graphql/examples.ts'
import { launchBrowser, visit } from './browser.ts'
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts'

/** What each tab is called: the name of its operation. */
const tabs = (await readExamples()).map(({ query }) => /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1] ?? '')
const watching = 'WatchWhatHappens'

let gateway: GatewayProcess
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  gateway = await startGatewayProcess()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await gateway?.[Symbol.asyncDispose]()
})
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1400, height: 900 } })
})
afterEach(() => context.close())

describe('GraphiQL in a browser', () => {
  it('puts one PIN on three doors, and asks nobody but the gateway', async () => {
    const { page, strayRequests, complaints } = await visit(context, `${gateway.url}/graphql`)
    await openTab(page, 'OnePinOnThreeDoors')
    const { data, errors } = await run(page)

    expect(errors).toBeUndefined()
    const { accessCodes, ...payload } = data.createMultipleAccessCodes
    expect(payload).toEqual({
      __typename: 'CreateMultipleAccessCodesPayload',
      linkedCodeGroup: { commonCodeKey: expect.any(String), status: expect.any(String) },
    })
    const [{ code }] = accessCodes
    expect(code).toMatch(/^\d{6}$/)
    expect(accessCodes).toEqual(
      ['Front door', 'Back door', 'Garden gate'].map((name) => ({
        id: expect.any(String),
        code,
        status: expect.any(String),
        device: { name },
      })),
    )
    // And the person sees it, three times.
    await expect.poll(async () => (await shownResponse(page)).split(`"${code}"`).length - 1).toBe(3)
    expect({ strayRequests, complaints }).toEqual({ strayRequests: [], complaints: [] })
  })

  it('shows the docs of the schema at once', async () => {
    const { page, complaints } = await visit(context, `${gateway.url}/graphql`)
    await page.getByRole('button', { name: 'Documentation Explorer' }).first().click()
    await page.locator('.graphiql-doc-explorer').getByText('Mutation', { exact: true }).waitFor()
    expect(await shownResponse(page)).toBe('')
    expect(complaints).toEqual([])
  })

  it.each(tabs.filter((name) => name !== watching))('runs the example %s without an error', async (name) => {
    const { page } = await visit(context, `${gateway.url}/graphql`)
    await openTab(page, name)
    expect(await run(page)).toEqual({ data: expect.any(Object) })
  })

  it('shows what happens while it watches', async () => {
    const { page, complaints } = await visit(context, `${gateway.url}/graphql`)
    await openTab(page, watching)
    await startWatching(page)
    await expect.poll(() => shownResponse(page), { timeout: 20_000 }).toContain('"name": "Weekend guests')

    const key = /Bearer (seam_[\w-]+)/.exec(await page.content())?.[1]
    const query = `mutation { updateAccessCode(input: { id: "0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1e0204", name: "Seen" }) {
      ... on UpdateAccessCodePayload { accessCode { name } } } }`
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    expect(await response.json()).toEqual({ data: { updateAccessCode: { accessCode: { name: 'Seen' } } } })
    await expect.poll(() => shownResponse(page), { timeout: 20_000 }).toContain('"name": "Seen"')
    expect(complaints).toEqual([])
  })

  it('opens the same tab after a reload, and keeps the query out of the address', async () => {
    const { page } = await visit(context, `${gateway.url}/graphql`)
    await openTab(page, 'PlanASharedCode')
    await run(page)
    // GraphiQL stores its tabs a moment after they change.
    await page.waitForFunction(
      (index) => JSON.parse(localStorage.getItem('graphiql:tabState') ?? '{}').activeTabIndex === index,
      tabs.indexOf('PlanASharedCode'),
    )
    await page.reload()
    await page.getByRole('tab', { name: 'PlanASharedCode', selected: true }).waitFor()
    expect([await page.getByRole('tab').count(), page.url()]).toEqual([tabs.length, `${gateway.url}/graphql`])
  })
})

describe('GraphiQL where it may not know a key', () => {
  const key = 'seam_browser_test_key_0123456789abcdef'
  let closed: GatewayProcess
  beforeAll(async () => {
    closed = await startGatewayProcess({ LATCHKEY_API_KEY: key })
  })
  afterAll(() => closed?.[Symbol.asyncDispose]())

  it('says how to sign in and asks nothing before', async () => {
    const { page, complaints } = await visit(context, `${closed.url}/graphql`)
    await page.getByText('To ask anything, sign in with an API key:').waitFor()
    await page.getByText('Sign in with an API key in the bar above.').first().waitFor()
    expect(await page.content()).not.toContain(key)
    expect(complaints).toEqual([])
  })

  it('refuses a wrong key in words', async () => {
    const { page } = await visit(context, `${closed.url}/graphql`)
    await signIn(page, 'seam_wrong')
    await page.getByText('This credential is unknown, expired or revoked.').waitFor()
  })

  it('lets one sign-in serve every tab, until signing out', async () => {
    const { page } = await visit(context, `${closed.url}/graphql`)
    await signIn(page, key)
    await page.getByText('Signed in for this browser tab.').waitFor()
    for (const name of ['SeeTheHouse', 'PlanASharedCode']) {
      await openTab(page, name)
      expect(await run(page)).toEqual({ data: expect.any(Object) })
    }
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('To ask anything, sign in with an API key:').waitFor()
  })
})

async function openTab(page: Page, name: string): Promise<void> {
  // The tabs glide into place when the page opens, so the mouse could miss; the keyboard does not.
  await page.getByRole('tab', { name }).getByTitle(name).press('Enter')
  await page.getByRole('tab', { name, selected: true }).waitFor()
}

/** Presses play and returns what the gateway answered. A press before the editor is awake does nothing: press again. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the operation of the tab selects
async function run(page: Page): Promise<any> {
  for (let press = 0; press < 6; press++) {
    const answered = page
      .waitForResponse(
        (response) => {
          const request = response.request()
          return request.method() === 'POST' && !request.postData()?.includes('IntrospectionQuery')
        },
        { timeout: 5_000 },
      )
      .catch(() => null)
    await page.getByRole('button', { name: 'Execute query' }).click()
    const response = await answered
    if (response) return response.json()
  }
  throw new Error('nothing was asked, however often play was pressed')
}

/** Presses play until there is something to stop. */
async function startWatching(page: Page): Promise<void> {
  const stop = page.getByRole('button', { name: 'Stop query' })
  for (let press = 0; press < 6; press++) {
    await page.getByRole('button', { name: 'Execute query' }).click()
    const isWatching = await stop.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    )
    if (isWatching) return
  }
  throw new Error('nothing is watched, however often play was pressed')
}

async function signIn(page: Page, key: string): Promise<void> {
  await page.locator('#api-key').fill(key)
  await page.locator('#sign-in').getByRole('button', { name: 'Sign in' }).click()
}

/** The text of the response pane, whose spaces the editor draws as no-break ones. */
async function shownResponse(page: Page): Promise<string> {
  const lines = await page.locator('.graphiql-response .view-line').allInnerTexts()
  return lines.join('\n').replaceAll('\u00a0', ' ').trim()
}
