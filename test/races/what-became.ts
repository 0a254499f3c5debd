import type { TestGateway } from '../support/gateway.ts'
import type { Stay } from './a-stay.ts'

/**
 * All that the database says of a stay, in words that do not differ between two that went the same way: ids are told by
 * what they are of, PINs that were found by chance are alike, and instants are hours from now.
 */
export async function whatBecame({ database: { pool }, vault }: TestGateway, stay: Stay): Promise<object> {
  const { workspaceId, doors, pin } = stay
  const rows = async (text: string) => (await pool.query(text, [workspaceId])).rows
  const codes = await rows(`select a.*, g.common_code_key is not null and g.ended_at is null as "isLinked",
      round(extract(epoch from a.ends_at - now()) / 3600) as "endsIn"
    from access_code a left join linked_code_group g on g.id = a.linked_code_group_id where a.workspace_id = $1`)
  const doorOf = new Map(Object.entries(doors).map(([name, id]) => [id, name]))
  const pinOf = ({ pin_ciphertext: sealed, id }: { pin_ciphertext: Buffer | null; id: string }) => {
    const found = sealed && vault.open(sealed, id)
    return found === pin ? 'first' : ['735142', '982451', '604829', null].includes(found) ? found : 'found'
  }
  const names = new Map(codes.map((one) => [one.id, `${doorOf.get(one.device_id)}: ${roleOf(one, stay)}`]))
  const about = (table: string, columns: string) =>
    rows(`select access_code_id, ${columns} from ${table} where workspace_id = $1`)
  const claims = await about(
    'pin_claim',
    `enforced, released_at is null as held, upper(during) < now() as "isOver",
    round(extract(epoch from upper(during) - now()) / 3600) as "untilIn"`,
  )
  const events = await about('event', "type, payload - 'backupAccessCodeId' as payload")
  const attempts = await about('action_attempt', 'action_type, status')
  const of = (all: readonly { access_code_id: string }[], id: string) =>
    all.flatMap(({ access_code_id: owner, ...facts }) => (owner === id ? [plain(facts)] : [])).sort()
  return {
    codes: codes
      .map((one) => ({
        code: names.get(one.id),
        pin: pinOf(one),
        name: one.name,
        status: one.status,
        isManaged: one.is_managed,
        isConverting: one.is_converting,
        isDeleted: one.deleted_at !== null,
        isLinked: one.isLinked,
        endsIn: one.endsIn,
        version: one.wish_version,
        backup: names.get(one.pulled_backup_access_code_id) ?? null,
        warnings: one.warnings.map(({ issueCode }: { issueCode: string }) => issueCode),
        claims: of(claims, one.id),
        events: of(events, one.id),
        attempts: of(attempts, one.id),
      }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    groups: await rows(`select ended_at is not null as "isEnded" from linked_code_group where workspace_id = $1`),
    doors: await rows(
      `select is_managed, backup_access_code_pool_enabled from device where workspace_id = $1 order by id`,
    ),
  }
}

function roleOf(code: { id: string; is_backup: boolean; name: string | null }, { codeId, strangerId }: Stay): string {
  if (code.id === codeId) return 'the code'
  if (code.id === strangerId) return 'the stranger’s'
  return code.is_backup ? String(code.name) : 'another'
}

/** Without what differs from stay to stay; instants that matter are in the rows. */
const plain = (facts: object): string =>
  JSON.stringify(facts)
    .replaceAll(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"an instant"')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'an id')
