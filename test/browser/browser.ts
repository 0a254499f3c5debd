import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** A headless Chromium that asks nobody for anything of its own accord. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface Visit {
  page: Page
  /** Addresses the page asked for outside this machine. None of them was let through. */
  strayRequests: string[]
  /** What the browser complained about: blocked by the content policy, failed to load, thrown. */
  complaints: string[]
}

/** A page in a context of its own, which reaches this machine only. */
export async function visit(context: BrowserContext, url: string): Promise<Visit> {
  const page = await context.newPage()
  const strayRequests: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!isLocal(request.url())) strayRequests.push(request.url())
  })
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.route(
    (address) => !isLocal(address.href),
    (route) => route.abort(),
  )
  await page.goto(url)
  return { page, strayRequests, complaints }
}

function isLocal(address: string): boolean {
  const { protocol, hostname, href } = new URL(address)
  if (protocol === 'blob:') return isLocal(href.slice('blob:'.length))
  return protocol === 'data:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}
