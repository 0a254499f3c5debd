import { type Queryable, query } from '../statement.ts'
import { idOf } from '../uuid.ts'

export interface ToldEvent {
  readonly workspaceId: string
  readonly deviceId: string
  readonly type: 'ACCESS_CODE_USED' | 'ACCESS_DENIED'
  /** Of the code that was used, where the lock tells. */
  readonly slot: string | null
  readonly occurredAt: Date
}

/**
 * Writes down what a lock told. Its id is made of what happened, so that it is written once even if two processes heard
 * it while one took over from the other.
 */
export async function recordToldEvent(on: Queryable, event: ToldEvent): Promise<void> {
  const text = `
    insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id, payload)
    select $6::uuid, d.workspace_id, $3::event_type,
      $5::timestamptz, a.id, d.id, a.linked_code_group_id,
      case when $3 = 'ACCESS_CODE_USED' then jsonb_build_object('slot', $4::text) else '{}' end
    from device d left join access_code a on a.workspace_id = d.workspace_id and a.device_id = d.id
      and a.lock_slot = $4 and a.removed_at is null
    where d.workspace_id = $1::uuid and d.id = $2::uuid order by a.is_managed desc nulls last limit 1
    on conflict (id) do nothing`
  const { workspaceId, deviceId, type, slot } = event
  const occurredAt = event.occurredAt.toISOString()
  const id = idOf([deviceId, type, slot, occurredAt].join(' '))
  await query(on, text, [workspaceId, deviceId, type, slot, occurredAt, id])
}

/**
 * A lock is worth a look now, whatever was planned. Who is at work on it may have looked before it changed, and is told
 * by the generation to look again.
 */
export async function makeDue(
  on: Queryable,
  { workspaceId, deviceId }: Pick<ToldEvent, 'workspaceId' | 'deviceId'>,
): Promise<void> {
  const text = `
    with due as (
      update device_sync set generation = generation + 1,
        due_at = least(due_at, date_trunc('milliseconds', clock_timestamp()))
      where workspace_id = $1 and device_id = $2 returning device_id
    ) select pg_notify('latchkey_due', '') from due`
  await query(on, text, [workspaceId, deviceId])
}
