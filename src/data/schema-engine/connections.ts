import { randomUUID } from 'node:crypto'
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { connect } from './connection.ts'

/**
 * Every connection the engine opens, so that all of them close: freed, it would leave them open, and with them its
 * advisory lock. Shadow databases are ours too: Prisma's factory, made from a URL, answers with the real database.
 */
export class Connections implements SqlMigrationAwareDriverAdapterFactory, AsyncDisposable {
  readonly provider = 'postgres'
  readonly adapterName = '@prisma/adapter-pg'
  readonly #url: string
  readonly #open: SqlDriverAdapter[] = []
  readonly #shadows: string[] = []

  constructor(url: string) {
    this.#url = url
  }

  async connect(): Promise<SqlDriverAdapter> {
    return this.#keep(await connect(this.#url))
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const name = `latchkey_shadow_${randomUUID().replaceAll('-', '')}`
    await this.#run(`CREATE DATABASE ${name} TEMPLATE template0`)
    this.#shadows.push(name)
    const url = new URL(this.#url)
    url.pathname = `/${name}`
    return this.#keep(await connect(url.href))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#open.map((connection) => connection.dispose()))
    for (const name of this.#shadows) await this.#run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  }

  #keep(connection: SqlDriverAdapter): SqlDriverAdapter {
    this.#open.push(connection)
    return connection
  }

  async #run(sql: string): Promise<void> {
    const client = new pg.Client(this.#url)
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
}
