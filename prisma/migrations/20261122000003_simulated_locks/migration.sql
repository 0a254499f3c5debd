-- The simulated locks. They stand outside the gateway's tables, as real locks stand outside its database: nothing refers
-- from here to there or back, Prisma does not know of them, and only src/locks/simulated reads or writes them.

CREATE SCHEMA simulated_lock;

-- One lock: what it is like, and what is wrong with it. Its row is what makes it do one thing at a time.
CREATE TABLE simulated_lock.lock (
  device_id uuid PRIMARY KEY,
  workspace_id uuid NOT NULL,

  slot_count int NOT NULL CHECK (slot_count BETWEEN 0 AND 10000),
  keeps_windows boolean NOT NULL,
  read_back text NOT NULL DEFAULT 'full' CHECK (read_back IN ('full', 'existence', 'none')),
  -- Longer names are cut to this many characters; null: none is.
  name_length_max int CHECK (name_length_max > 0),
  checks_duplicates boolean NOT NULL DEFAULT true,
  makes_pins boolean NOT NULL,
  -- How long a PIN that the lock makes takes to be there.
  pin_delay_ms int NOT NULL DEFAULT 0 CHECK (pin_delay_ms >= 0),
  latency_ms int NOT NULL DEFAULT 0 CHECK (latency_ms >= 0),
  code_lengths int[] NOT NULL,
  code_constraints jsonb NOT NULL CHECK (jsonb_typeof(code_constraints) = 'array'),
  accepts_offline_pins boolean NOT NULL,
  -- What offline PINs are derived from; sealed, device_id as associated data.
  offline_secret bytea NOT NULL,

  is_online boolean NOT NULL,
  slowed_by_ms int NOT NULL DEFAULT 0 CHECK (slowed_by_ms >= 0),
  -- How far its clock is ahead of the database's.
  clock_offset_ms bigint NOT NULL DEFAULT 0
);

CREATE TABLE simulated_lock.code (
  id uuid PRIMARY KEY,
  device_id uuid NOT NULL REFERENCES simulated_lock.lock ON DELETE CASCADE,
  slot int NOT NULL CHECK (slot > 0),
  -- Sealed, id as associated data.
  pin bytea NOT NULL,
  -- Keyed. Not unique: not every lock looks for duplicates, and nobody looks at the keypad.
  pin_hash bytea NOT NULL,
  -- A PIN that the lock makes is neither told nor accepted before.
  pin_ready_at timestamptz(3) NOT NULL,
  name text,
  starts_at timestamptz(3),
  ends_at timestamptz(3),
  UNIQUE (device_id, slot),
  CONSTRAINT code_window CHECK (ends_at IS NULL OR starts_at IS NOT NULL)
);

-- What a lock has been told to do wrong, oldest first.
CREATE TABLE simulated_lock.fault (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_id uuid NOT NULL REFERENCES simulated_lock.lock ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('REFUSES', 'STORES_NOTHING', 'DROPS_ANSWER', 'APPLIES_LATE')),
  calls text[] NOT NULL CHECK (calls <@ ARRAY['list', 'set', 'remove'] AND cardinality(calls) > 0),
  -- Only for setting this PIN; null: for any.
  pin_hash bytea,
  reason text CHECK (reason IN ('DUPLICATE_PIN', 'NO_SPACE', 'CONSTRAINT_VIOLATED', 'BUSY', 'OTHER')),
  is_permanent boolean,
  after_ms int CHECK (after_ms >= 0),
  -- Null: until it is cleared.
  times_left int CHECK (times_left > 0),
  CONSTRAINT fault_refusal CHECK ((kind = 'REFUSES') = (reason IS NOT NULL) AND (kind = 'REFUSES') = (is_permanent IS NOT NULL)),
  CONSTRAINT fault_delay CHECK ((kind = 'APPLIES_LATE') = (after_ms IS NOT NULL))
);
CREATE INDEX fault_device ON simulated_lock.fault (device_id, position);

-- Commands on their way that nobody waits for any more.
CREATE TABLE simulated_lock.late_command (
  id uuid PRIMARY KEY,
  position bigint GENERATED ALWAYS AS IDENTITY,
  device_id uuid NOT NULL REFERENCES simulated_lock.lock ON DELETE CASCADE,
  due_at timestamptz(3) NOT NULL,
  kind text NOT NULL CHECK (kind IN ('set', 'remove')),
  slot text NOT NULL,
  -- Sealed, id as associated data; null asks the lock to make one.
  pin bytea,
  name text,
  starts_at timestamptz(3),
  ends_at timestamptz(3),
  CONSTRAINT late_removal_is_bare CHECK (kind = 'set' OR num_nonnulls(pin, name, starts_at, ends_at) = 0)
);
CREATE INDEX late_command_due ON simulated_lock.late_command (device_id, due_at, position);

-- A one-time PIN opens once. Forgotten when its window is over, since it then opens nothing anyway.
CREATE TABLE simulated_lock.used_offline_pin (
  device_id uuid NOT NULL REFERENCES simulated_lock.lock ON DELETE CASCADE,
  pin_hash bytea NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  PRIMARY KEY (device_id, pin_hash)
);

-- What locks told of their own accord, kept for as long as somebody may still be fetching it.
CREATE TABLE simulated_lock.event (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id uuid NOT NULL,
  device_id uuid NOT NULL REFERENCES simulated_lock.lock ON DELETE CASCADE,
  type text NOT NULL CHECK (type IN ('CODE_USED', 'ACCESS_DENIED', 'CONNECTED', 'DISCONNECTED', 'CHANGED')),
  slot text CHECK (slot IS NULL OR type = 'CODE_USED'),
  occurred_at timestamptz(3) NOT NULL
);
CREATE INDEX event_device ON simulated_lock.event (device_id, occurred_at);
