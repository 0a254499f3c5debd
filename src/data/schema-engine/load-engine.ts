import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type EngineModule = Pick<typeof import('@prisma/schema-engine-wasm/schema_engine_bg'), 'SchemaEngine'>

interface Bindings extends EngineModule {
  __wbg_set_wasm(exports: WebAssembly.Exports): void
}

let loaded: Promise<EngineModule> | undefined

/**
 * Prisma's own schema engine as WebAssembly, once per process (some 100 ms). The native engine would be a download.
 * Importing the package itself would do, but prints Node's warning on experimental imports and leaves its timers to it.
 */
export function loadEngine(): Promise<EngineModule> {
  loaded ??= instantiate()
  return loaded
}

async function instantiate(): Promise<EngineModule> {
  const panics = { set_message: (message: string) => process.stderr.write(`schema engine: ${message}\n`) }
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics })
  const bindings = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as unknown as Bindings
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const wasm = await readFile(join(folder, 'schema_engine_bg.wasm'))
  const imports = { ...bindings, ...idleTimers(bindings) } as unknown as WebAssembly.ModuleImports
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': imports })
  bindings.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start as () => void
  start()
  return bindings
}

/** The engine never clears the 10 s timer of its lock: it must not keep a finished process alive. */
function idleTimers(bindings: object): Record<string, unknown> {
  const names = Object.keys(bindings).filter((name) => name.startsWith('__wbg_setTimeout_'))
  const startTimer = (callback: () => void, delayMs: number) => setTimeout(callback, delayMs >>> 0).unref()
  return Object.fromEntries(names.map((name) => [name, startTimer]))
}
