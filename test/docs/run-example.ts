import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { Kind, parse, print, validate, visit } from 'graphql'
import { expect, onTestFinished } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { subscribe } from '../subscriptions/subscriber.ts'
import type { Answer } from '../support/gateway.ts'
import { type DemoGateway, patience } from './demo-gateway.ts'
import { type Example, projectFolder } from './pages.ts'
import type { Placeholders } from './placeholders.ts'

/** Runs what a page tells its reader to run, and holds the answer to what the page promises. Throws where it is not so. */
export async function runExample(
  house: DemoGateway,
  example: Example,
  known: Placeholders,
  /** How long a query is asked again while its answer is another one. */
  patienceMs = patience.timeout,
): Promise<void> {
  if (example.language === 'sh') return runCommand(house, example, known)
  const query = known.filled(example.text)
  const operation = operationOf(query)
  if (operation === 'subscription') return watch(house, query, example, known)
  if (!example.answer) return mustBeDone(await house.client.ask(withTypes(query)), operation)
  const promised = JSON.parse(example.answer.text)
  if (operation === 'mutation') {
    return compare(promised, await house.whileAllIsStill(() => house.client.ask(query)), known)
  }
  // A query shows what is so by now: a reader who is early asks again.
  const deadline = performance.now() + patienceMs
  for (;;) {
    const answer = await house.client.ask(query)
    if (performance.now() >= deadline || isSame(promised, answer, known)) return compare(promised, answer, known)
    await setTimeout(patience.interval)
  }
}

/** What a stream delivers first. */
async function watch(house: DemoGateway, query: string, { answer }: Example, known: Placeholders): Promise<void> {
  // What does not fit the schema is refused in a stream too, and not at once.
  expect(validate(schema, parse(query))).toEqual([])
  const subscriber = await subscribe(house, house.client, query)
  expect(subscriber.response.headers.get('content-type')).toBe('text/event-stream')
  if (answer) compare(JSON.parse(answer.text), await subscriber.next(), known)
  subscriber.leave()
}

/** Word for word, but for the address and the file of the key, which are the test's. */
async function runCommand(house: DemoGateway, { text, answer }: Example, known: Placeholders): Promise<void> {
  if (!isRunHere(text)) throw new Error(`This is no command to run in a test: ${text}`)
  const command = known
    .filled(text)
    .replaceAll('http://127.0.0.1:4000', house.url)
    .replaceAll('.latchkey/demo-key', house.keyFile)
  const child = spawn('bash', ['-c', command], {
    cwd: projectFolder,
    env: { ...process.env, ...house.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid)
  }
  onTestFinished(end)
  const exited = once(child, 'exit')
  const complaints: string[] = []
  child.stderr.on('data', (chunk) => complaints.push(String(chunk)))
  const wanted = answer?.language === 'text' ? linesOf(answer.text) : null
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    lines.push(...linesOf(line))
    // A stream that is watched has no end of its own.
    if (wanted && lines.length >= wanted.length) break
  }
  if (wanted) {
    end()
    return compare(wanted, lines, known)
  }
  const [status] = await exited
  if (status !== 0) throw new Error(`ended with ${status}: ${complaints.join('')}`)
  if (answer) compare(JSON.parse(answer.text), JSON.parse(lines.join('\n')), known)
}

/** Installing, starting and testing the whole project is for .ci/run and test/operations. */
export const isRunHere = (command: string): boolean => /^(curl|npm run --silent latchkey --) /.test(command)

const isSame = (promised: unknown, actual: unknown, known: Placeholders): boolean =>
  isDeepStrictEqual(actual, known.resolved(promised, actual))

function compare(promised: unknown, actual: unknown, known: Placeholders): void {
  expect(actual).toEqual(known.resolved(promised, actual))
  known.learn(promised, actual)
}

/** Of an example without an answer nothing is promised but that it works. */
function mustBeDone({ data, errors }: Answer, operation: string): void {
  expect(errors).toBeUndefined()
  if (operation !== 'mutation') return
  for (const { __typename } of Object.values<{ __typename: string }>(data)) expect(__typename).toMatch(/Payload$/)
}

function operationOf(query: string): string {
  const operation = parse(query).definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (!operation) throw new Error(`There is nothing to run in ${query}`)
  return operation.operation
}

/** The same operation, whose answers tell what they are. */
function withTypes(query: string): string {
  const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const
  const operation = visit(parse(query), {
    Field({ selectionSet, ...field }, _key, _parent, path) {
      const isRoot = path.filter((part) => part === 'selectionSet').length === 1
      if (!isRoot || !selectionSet) return undefined
      return { ...field, selectionSet: { ...selectionSet, selections: [...selectionSet.selections, typename] } }
    },
  })
  return print(operation)
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '' && line !== ':')
