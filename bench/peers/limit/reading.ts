import { type DeviceFacts, deviceErrors, deviceWarnings } from '../../../src/domain/devices/issues.ts'
import { placeOf } from '../shared/code-row.ts'

/** A query as one statement: $1 is the workspace. */
export interface Reading {
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: nobody looks at them
  readonly values: (variables: any) => unknown[]
  readonly hasPins?: true
}

const listed = 'a.workspace_id = $1 and a.is_managed and a.removed_at is null and not a.is_backup'

/** An issue of the product's, in its own words, as SQL: the device's name is in a sentence at most once. */
function issue(given: Partial<DeviceFacts>): string {
  const nobody = {
    name: '\0',
    deviceType: '',
    offlineSince: null,
    removedAt: null,
    accountDisconnectedAt: null,
    needsTimeZoneForWindows: false,
    timeZone: null,
    readyBackups: null,
  }
  const facts = { ...nobody, ...given }
  const [found] = [...deviceErrors(facts), ...deviceWarnings(facts)]
  if (!found) throw new Error('no issue comes of this')
  const message = found.message.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`)
  return `json_build_object('issueCode', '${found.issueCode}', 'source', '${found.source}', 'message', ${message.join(' || d.name || ')})`
}

const day = new Date(0)
const own = (
  column: string,
) => `select json_build_object('issueCode', e->>'issueCode', 'source', 'CODE', 'message', e->>'message')
  from jsonb_array_elements(a.${column}) e`

const errors = `case when a.errors = '[]' and d.offline_since is null and d.removed_at is null and d.disconnected_at is null
  then '[]'::json else (select coalesce(json_agg(i), '[]') from (${own('errors')}
    union all select ${issue({ removedAt: day })} where d.removed_at is not null
    union all select ${issue({ offlineSince: day })} where d.removed_at is null and d.offline_since is not null
    union all select ${issue({ accountDisconnectedAt: day })} where d.disconnected_at is not null) x (i)) end`

const warnings = `case when a.warnings = '[]' and a.deleted_at is null and (d.time_zone is not null or not d.needs_time_zone_for_windows)
  then '[]'::json else (select coalesce(json_agg(i), '[]') from (${own('warnings')}
    union all select json_build_object('issueCode', 'being_deleted', 'source', 'CODE', 'message',
      'The code is being removed. It may open the door until its device confirms that it is gone.') where a.deleted_at is not null
    union all select ${issue({ needsTimeZoneForWindows: true })} where d.time_zone is null and d.needs_time_zone_for_windows) x (i)) end`

/** The device of a code, with what its issues are told from. */
const device = `cross join lateral (select d.id, d.name, d.offline_since, d.removed_at, d.time_zone, d.needs_time_zone_for_windows,
    (select c.disconnected_at from connected_account c where c.workspace_id = d.workspace_id and c.id = d.connected_account_id)
  from device d where d.workspace_id = a.workspace_id and d.id = a.device_id) d`

const some = `a.name, a.type, a.status, a.starts_at as "startsAt", a.ends_at as "endsAt"`
const pin = `a.id, encode(a.pin_ciphertext, 'base64') as code`
const object = (columns: string, from = '') => `(select row_to_json(o) from (select ${columns} ${from}) o)`

const full = object(`${pin}, ${some}, a.verification, a.created_at as "createdAt", a.updated_at as "updatedAt",
  g.common_code_key as "commonCodeKey", a.is_managed as "isManaged", a.is_backup as "isBackup",
  a.is_external_modification_allowed as "isExternalModificationAllowed", a.is_offline_access_code as "isOfflineAccessCode",
  a.is_one_time_use as "isOneTimeUse", a.is_scheduled_on_device as "isScheduledOnDevice",
  a.is_waiting_for_code_assignment as "isWaitingForCodeAssignment", ${errors} as errors, ${warnings} as warnings,
  ${object('d.id, d.name')} as device,
  case when g.id is not null then ${object('g.id, g.common_code_key as "commonCodeKey"')} end as "linkedCodeGroup"`)

/** A hundred codes whole, each as JSON text, from a subselect `a` that has cut the page. */
const page = (a: string) => `select string_agg(${full}::text, ',' order by a.created_at desc, a.id desc)
  from (${a}) a ${device} left join linked_code_group g on g.workspace_id = a.workspace_id and g.id = a.linked_code_group_id`

const newest = 'order by a.created_at desc, a.id desc limit'
const upcoming = `a.status = 'UNSET' and a.type = 'TIME_BOUND'`
const behind = (after: string) => `(select a.* from access_code a where ${listed} and ${upcoming}
  and (a.created_at, a.id) < ${after} ${newest} 101)`

const second = (count: string): Reading => ({
  text: `with found as materialized ${behind('($2::timestamptz, $3::uuid)')},
    shown as materialized (select * from found a ${newest} 100)
    select '{"data":{"accessCodes":{${count}"nodes":[' || coalesce((${page('select * from shown')}), '') || '],"pageInfo":{"hasNextPage":'
      || ((select count(*) from found) > 100) || ',"endCursor":' || coalesce((select to_json(translate(encode(convert_to(
        to_char(a.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || ' ' || a.id, 'utf8'), 'base64'), E'+/=\\n', '-_'))::text
        from shown a order by a.created_at, a.id limit 1), 'null') || '}}}}' as answer`,
  values: ({ after }) => [...placeOf(after)],
  hasPins: true,
})

const Q5 = second(`"totalCount":' || (select count(*) from access_code a where ${listed} and ${upcoming}) || ',`)
/** A first page needs its cursor too, and no benchmark asks for one: the harness does, once. */
const first = 'infinity'

export const readings: Record<string, Reading> = {
  Q1: {
    text: `select '{"data":{"accessCode":' || coalesce((select ${object(`${pin}, ${some}, a.created_at as "createdAt",
        a.is_managed as "isManaged", ${errors} as errors`)}::text
      from access_code a ${device} where a.workspace_id = $1 and a.id = $2 and a.is_managed and a.removed_at is null), 'null')
      || '}}' as answer`,
    values: ({ id }) => [id],
    hasPins: true,
  },
  Q2: {
    text: `select '{"data":{"accessCodes":{"nodes":['
      || coalesce((${page(`select a.* from access_code a where ${listed} ${newest} 100`)}), '') || ']}}}' as answer`,
    values: () => [],
    hasPins: true,
  },
  Q3: {
    text: `select '{"data":{"linkedCodeGroup":' || coalesce((select ${object(`g.id, g.common_code_key as "commonCodeKey",
        g.created_at as "createdAt", json_build_object('nodes', (select coalesce(json_agg(${object(`a.id, ${some},
          (select row_to_json(o) from (select d.id, d.name, d.device_type as "deviceType" from device d
            where d.workspace_id = a.workspace_id and d.id = a.device_id) o) as device`)} order by a.created_at desc, a.id desc), '[]')
          from (select a.* from access_code a where ${listed} and a.linked_code_group_id = g.id ${newest} 20) a)) as "accessCodes"`)}::text
      from linked_code_group g where g.workspace_id = $1 and g.common_code_key = $2 and g.ended_at is null), 'null')
      || '}}' as answer`,
    values: ({ key }) => [key],
  },
  Q4: {
    text: `select '{"data":{"devices":{"nodes":[' || coalesce((select string_agg(${object(`d.id, d.name, d.manufacturer,
        d.offline_since is null as "isOnline", d.supported_code_lengths as "supportedCodeLengths",
        json_build_object('nodes', (select coalesce(json_agg(${object(`a.id, ${some}, a.created_at as "createdAt"`)}
            order by a.created_at desc, a.id desc), '[]')
          from (select a.* from access_code a where ${listed} and a.device_id = d.id ${newest} 10) a)) as "accessCodes"`)}::text, ','
        order by d.created_at desc, d.id desc)
      from (select * from device d where d.workspace_id = $1 order by d.created_at desc, d.id desc limit 50) d), '')
      || ']}}}' as answer`,
    values: () => [],
  },
  Q5: {
    ...Q5,
    values: ({ after }) => (after ? Q5.values({ after }) : [first, '00000000-0000-7000-8000-000000000000']),
  },
  Q5p: second(''),
}
