import { codesIn, LARGE_GROUP, type Shape, SMALL_GROUP } from './shape.ts'

/**
 * The statements that fill a migrated database, but for the PINs, which `bench.pin (n, sealed, hash)` has to hold by then.
 * Every instant is fixed: windows that are to be open are open until 2096, those to come begin in 2090.
 */
export function statements(shape: Shape): string[] {
  const groups = shape.largeGroups + shape.smallGroups
  const inLarge = shape.largeGroups * LARGE_GROUP
  const inGroups = inLarge + shape.smallGroups * SMALL_GROUP
  const codes = codesIn(shape)
  const perWorkspace = Math.floor(shape.devices / shape.workspaces)
  const stride = Math.max(1, Math.floor(perWorkspace / LARGE_GROUP))
  return [
    `create or replace function bench.id(kind text, n bigint) returns uuid immutable language sql as $$
      select overlay(overlay(md5(kind || ' ' || n) placing '7' from 13) placing '8' from 17)::uuid $$`,

    `insert into workspace (id, name, is_sandbox, created_at)
      select bench.id('workspace', w), 'House ' || w, true, '2020-01-01Z' from generate_series(0, ${shape.workspaces - 1}) w`,

    `insert into connected_account (id, workspace_id, provider, display_name, disconnected_at, created_at)
      select bench.id('account', w * 20 + a), bench.id('workspace', w), 'SIMULATED', 'Hub ' || a,
        case when a = 19 then timestamptz '2020-03-01Z' end, '2020-01-01Z'
      from generate_series(0, ${shape.workspaces - 1}) w, generate_series(0, 19) a`,

    `insert into device (id, workspace_id, connected_account_id, provider, name, device_type, manufacturer, offline_since,
        battery_level, time_zone, can_program_online_access_codes, can_program_offline_access_codes,
        supports_native_scheduling, supports_backup_access_code_pool, supported_code_lengths, code_constraints,
        max_active_codes_supported, custom_metadata, last_read_at, created_at)
      select bench.id('device', d), bench.id('workspace', d % ${shape.workspaces}),
        bench.id('account', (d % ${shape.workspaces}) * 20 + d / ${shape.workspaces} % 20), 'SIMULATED',
        'Door ' || lpad(d::text, 6, '0'), (array['august_lock', 'yale_lock', 'schlage_lock', 'kwikset_lock'])[1 + d % 4],
        (array['August', 'Yale', 'Schlage', 'Kwikset'])[1 + d % 4], case when d % 50 = 7 then timestamptz '2020-04-01Z' end,
        (d % 100) / 100.0, 'Europe/Lisbon', true, d % 4 = 0, true, true, '{4,5,6,7,8}',
        case when d % 2 = 0 then '[]'
          else '[{"constraintType": "NO_ALL_SAME_DIGITS"}, {"constraintType": "NAME_LENGTH", "minLength": 1, "maxLength": 50}]'
        end::jsonb,
        1000, jsonb_build_object('floor', d % 9), '2020-05-01Z',
        timestamptz '2020-01-01Z' + (d::bigint * 7919 % ${shape.devices}) * interval '1 second'
      from generate_series(0, ${shape.devices - 1}) d`,

    // It can take no code now, and is the oldest: no list reaches it.
    `insert into device (id, workspace_id, provider, name, device_type, can_program_online_access_codes,
        supports_native_scheduling, supports_backup_access_code_pool, supported_code_lengths, created_at)
      select bench.id('probe_device', 0), bench.id('workspace', 0), 'SIMULATED', 'Probe', 'august_lock', false, true, true,
        '{4,5,6,7,8}', '2019-01-01Z'`,

    `insert into device_sync (device_id, workspace_id, due_at) select id, workspace_id, '2100-01-01Z' from device`,

    `insert into linked_code_group (id, workspace_id, common_code_key, created_at)
      select bench.id('group', g), bench.id('workspace', g % ${shape.workspaces}), 'stay-' || lpad(g::text, 6, '0'),
        timestamptz '2020-01-01Z' + g * interval '1 second'
      from generate_series(0, ${groups - 1}) g`,

    // n: the code; h: its holder (a group, or itself where it stands alone); k: which of the holder's codes it is.
    `create unlogged table bench.code as
      select n, h, k, h % ${shape.workspaces} as w,
        case when n < ${inGroups} then h end as g,
        (h / ${shape.workspaces} * 31 + k * ${stride}) % ${perWorkspace} * ${shape.workspaces} + h % ${shape.workspaces} as d,
        timestamptz '2020-02-01Z' + (n::bigint * 7919 % ${codes}) * interval '1 second' as created_at,
        case when h % 10 = 0 then null when h % 10 in (1, 4, 7) then timestamptz '2090-01-01Z' + h * interval '1 minute'
          else timestamptz '2020-06-01Z' + h % 1000 * interval '1 minute' end as starts_at,
        case when h % 10 = 0 then null when h % 10 in (1, 4, 7) then timestamptz '2090-01-04Z' + h * interval '1 minute'
          else timestamptz '2096-01-01Z' + h * interval '1 minute' end as ends_at,
        case when h % 10 in (1, 4, 7) then 'UNSET' when h % 10 = 9 then 'SETTING' else 'SET' end as status
      from (
        select n,
          case when n < ${inLarge} then n / ${LARGE_GROUP} when n < ${inGroups}
            then ${shape.largeGroups} + (n - ${inLarge}) / ${SMALL_GROUP} else ${groups} + n - ${inGroups} end as h,
          case when n < ${inLarge} then n % ${LARGE_GROUP} when n < ${inGroups} then (n - ${inLarge}) % ${SMALL_GROUP}
            else 0 end as k
        from generate_series(0, ${codes - 1}) n) numbered`,

    `insert into access_code (id, workspace_id, device_id, linked_code_group_id, name, appearance_name, pin_ciphertext,
        pin_hash, type, status, verification, starts_at, ends_at, created_at, updated_at, is_external_modification_allowed,
        errors, warnings, dormakaba_oracode_metadata, lock_slot, confirmed_at, confirmed_pin_ciphertext,
        confirmed_pin_hash, confirmed_name, confirmed_starts_at, confirmed_ends_at)
      select bench.id('code', n), bench.id('workspace', w), bench.id('device', d), case when g is not null then bench.id('group', g) end,
        'Guest ' || lpad(h::text, 6, '0'), case when status = 'SET' then 'Guest ' || lpad(h::text, 6, '0') end, sealed, hash,
        case when starts_at is null then 'ONGOING' else 'TIME_BOUND' end::access_code_type, status::access_code_status,
        case when status = 'SET' then 'READ_BACK' else 'NONE' end::code_verification, starts_at, ends_at, created_at,
        created_at + interval '1 hour', n % 5 = 0,
        case when n % 100 = 13 then '[{"issueCode": "failed_to_set_on_device", "message": "The lock does not answer.", "createdAt": "2020-07-01T00:00:00.000Z"}]' else '[]' end::jsonb,
        case when n % 50 = 7 then '[{"issueCode": "delay_in_setting_on_device", "message": "It takes longer than it should.", "createdAt": "2020-07-01T00:00:00.000Z"}]' else '[]' end::jsonb,
        case when n % 20 = 0 then '{"stayId": 7, "siteName": "Harbour"}'::jsonb end,
        case when status = 'SET' then (n % 100)::text end, case when status = 'SET' then created_at end,
        case when status = 'SET' then sealed end, case when status = 'SET' then hash end,
        case when status = 'SET' then 'Guest ' || lpad(h::text, 6, '0') end,
        case when status = 'SET' then starts_at end, case when status = 'SET' then ends_at end
      from bench.code join bench.pin using (n)`,

    // One PIN twice on one door, in windows that touch: neither can grow into the other.
    `insert into access_code (id, workspace_id, device_id, name, pin_ciphertext, pin_hash, type, status, starts_at, ends_at,
        created_at, updated_at)
      select bench.id('probe', n), bench.id('workspace', 0), bench.id('device', 0), 'Probe', sealed, hash, 'TIME_BOUND', 'UNSET',
        timestamptz '2091-01-01Z' + (n * 3) * interval '1 day', timestamptz '2091-01-04Z' + (n * 3) * interval '1 day',
        '2019-01-01Z', '2019-01-01Z'
      from generate_series(0, 1) n join bench.probe_pin using (n)`,

    `insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during)
      select bench.id('claim ' || id::text, 0), workspace_id, device_id, id, pin_hash,
        tstzrange(coalesce(starts_at, created_at), ends_at) from access_code`,

    `insert into action_attempt (id, workspace_id, action_type, status, result, access_code_id, device_id, created_at)
      select bench.id('attempt ' || id::text, 0), workspace_id, 'CREATE_ACCESS_CODE', 'SUCCESS',
        jsonb_build_object('accessCodeId', id), id, device_id, created_at from access_code`,

    `insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id)
      select bench.id('event ' || id::text, 0), workspace_id, 'ACCESS_CODE_CREATED', created_at, id, device_id,
        linked_code_group_id from access_code`,
  ]
}
