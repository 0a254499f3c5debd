import type pg from 'pg'
import type { Protection } from './terms.ts'

/**
 * Sees every single change on the simulated locks, which no reader could who looks again and again: a PIN that is in two
 * slots of a lock, a code that is taken off while it is said to be SET or while its door is to stay open, and one that is
 * not ours being touched. What is on the locks when it is installed is others'.
 */
export async function installWitness(on: Pick<pg.Pool, 'query'>, without: readonly Protection[]): Promise<void> {
  await on.query(`
    create schema chaos;
    create table chaos.seen (kind text not null, device_id uuid not null, slots text not null, at timestamptz not null default clock_timestamp());
    -- What led to it: every change on a lock, and of who is at work on it.
    create table chaos.story (device_id uuid not null, what text not null, at timestamptz not null default clock_timestamp());
    create index on chaos.story (device_id, at);
    create table chaos.others as select device_id, slot, pin_hash from simulated_lock.code;
    create function chaos.watch() returns trigger language plpgsql as $$
    declare other record;
    begin
      insert into chaos.story (device_id, what) select coalesce(new.device_id, old.device_id), concat_ws(' ', tg_op,
        'slot', coalesce(new.slot, old.slot), case when tg_op <> 'INSERT' then 'PIN ' || left(old.pin_hash::text, 8) end,
        case when tg_op <> 'DELETE' then 'to PIN ' || left(new.pin_hash::text, 8) end,
        'window', case when tg_op <> 'DELETE' then new.starts_at::time || '-' || new.ends_at::time end);
      if tg_op <> 'INSERT' and exists (select from chaos.others o where o.device_id = old.device_id and o.slot = old.slot) then
        insert into chaos.seen (kind, device_id, slots) values ('others touched', old.device_id, old.slot::text);
      end if;
      if tg_op = 'DELETE' or (tg_op = 'UPDATE' and new.pin_hash <> old.pin_hash) then
        insert into chaos.seen (kind, device_id, slots)
        select 'SET and taken off', old.device_id, old.slot::text from access_code a
        where a.device_id = old.device_id and a.is_managed and a.lock_slot = old.slot::text and a.pin_hash = old.pin_hash
          and a.status = 'SET' and not a.is_in_doubt and a.deleted_at is null and a.removed_at is null
          and (a.ends_at is null or a.ends_at > clock_timestamp());
      end if;
      if tg_op = 'DELETE' then
        -- It is to open the door now, as it was to before, if perhaps with another PIN, name or window.
        insert into chaos.seen (kind, device_id, slots)
        select 'open and taken off', old.device_id, old.slot::text from access_code a
        where a.device_id = old.device_id and a.is_managed and a.lock_slot = old.slot::text
          and a.confirmed_pin_hash = old.pin_hash and not a.is_in_doubt and a.deleted_at is null and a.removed_at is null
          and coalesce(a.starts_at <= clock_timestamp(), true) and coalesce(a.ends_at > clock_timestamp(), true);
      end if;
      if tg_op <> 'DELETE' then
        for other in select slot from simulated_lock.code c
          where c.device_id = new.device_id and c.pin_hash = new.pin_hash and c.slot <> new.slot loop
          insert into chaos.seen (kind, device_id, slots) values ('one PIN twice', new.device_id, new.slot || ' and ' || other.slot);
        end loop;
      end if;
      return null;
    end $$;
    create trigger watch after insert or update or delete on simulated_lock.code for each row execute function chaos.watch();
    create function chaos.tell() returns trigger language plpgsql as $$
    begin
      insert into chaos.story (device_id, what) select new.device_id, concat_ws(' ', 'epoch', new.epoch, 'of', new.lease_owner,
        'lease', (new.lease_until - clock_timestamp()) , 'quarantine', (new.quarantine_until - clock_timestamp()));
      return null;
    end $$;
    create trigger tell after update on device_sync for each row execute function chaos.tell();
    create function chaos.tell_late() returns trigger language plpgsql as $$
    begin
      insert into chaos.story (device_id, what) values (new.device_id,
        'a late ' || new.kind || ' for slot ' || new.slot || ' in ' || new.due_at - clock_timestamp());
      return null;
    end $$;
    create trigger tell after insert on simulated_lock.late_command for each row execute function chaos.tell_late();
  `)
  for (const protection of without) await on.query(removals[protection])
}

/** The protection is in the columns: a database that does not keep them takes it away from any engine. */
const removals: Record<Protection, string> = {
  fencing: `
    create function chaos.same_epoch() returns trigger language plpgsql as $$
    begin new.epoch := old.epoch; return new; end $$;
    create trigger same_epoch before update on device_sync for each row execute function chaos.same_epoch()`,
  quarantine: `
    create function chaos.no_quarantine() returns trigger language plpgsql as $$
    begin new.quarantine_until := null; return new; end $$;
    create trigger no_quarantine before update on device_sync for each row execute function chaos.no_quarantine()`,
}
