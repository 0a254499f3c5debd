import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum, type SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import pg from 'pg'

/** One session on a database, spoken to as the schema engine expects it, which is not quite what Prisma's adapter does. */
export async function connect(url: string): Promise<SqlDriverAdapter> {
  const pool = new pg.Pool({ connectionString: url, max: 1, Client: ClientForCatalog })
  const adapter: SqlDriverAdapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect()
  const { queryRaw, dispose } = adapter
  let disposed: Promise<void> | undefined
  return Object.assign(adapter, {
    async queryRaw(...args: Parameters<typeof queryRaw>) {
      const result = await queryRaw.apply(adapter, args)
      return { ...result, columnTypes: result.columnTypes.map(uuidToCharacter) }
    },
    // The adapter's own cuts the script at every semicolon, be it in a function's body or in a comment. Sent whole it
    // is also one transaction: a migration that fails leaves nothing behind.
    async executeScript(script: string) {
      await adapter.executeRaw({ sql: script, args: [], argTypes: [] })
    },
    // The engine and we both dispose: a pool ends only once.
    dispose() {
      disposed ??= dispose.call(adapter)
      return disposed
    },
  })
}

const ONE_BYTE_CHAR_OID = 18
const UUID_OID = 2950

/**
 * The adapter throws on PostgreSQL's one-byte "char", of which the catalog is full, and the engine wants it as a
 * character and nothing else. It travels as a uuid, which no catalog query returns.
 */
class ClientForCatalog extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    this.connection.on('rowDescription', ({ fields }: { fields: pg.FieldDef[] }) => {
      for (const field of fields) if (field.dataTypeID === ONE_BYTE_CHAR_OID) field.dataTypeID = UUID_OID
    })
  }
}

const uuidToCharacter = (type: number) =>
  (type === ColumnTypeEnum.Uuid
    ? ColumnTypeEnum.Character
    : type) as (typeof ColumnTypeEnum)[keyof typeof ColumnTypeEnum]
