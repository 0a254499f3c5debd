-- What the engine knows of each lock: where a code is on it, what the lock was last known to hold, and which PINs were
-- ever commanded into which slot, so that a command that lands late is known as ours.

ALTER TABLE "device" ADD COLUMN "last_read_at" TIMESTAMPTZ(3);

ALTER TABLE "access_code"
  ADD COLUMN "wish_version" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "refused_wish_version" INTEGER,
  ADD COLUMN "overridden_wish_version" INTEGER,
  ADD COLUMN "lock_slot" TEXT,
  ADD COLUMN "is_in_doubt" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "confirmed_at" TIMESTAMPTZ(3),
  ADD COLUMN "confirmed_pin_ciphertext" BYTEA,
  ADD COLUMN "confirmed_pin_hash" BYTEA,
  ADD COLUMN "confirmed_name" TEXT,
  ADD COLUMN "confirmed_starts_at" TIMESTAMPTZ(3),
  ADD COLUMN "confirmed_ends_at" TIMESTAMPTZ(3),
  -- Where nothing is known to be on the lock, nothing is said of it.
  ADD CONSTRAINT "access_code_confirmed_is_somewhere" CHECK ("confirmed_at" IS NULL OR "lock_slot" IS NOT NULL),
  ADD CONSTRAINT "access_code_confirmed_pin_whole" CHECK (
    ("confirmed_pin_ciphertext" IS NULL) = ("confirmed_pin_hash" IS NULL));

CREATE TABLE "commanded_pin" (
    "workspace_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "slot" TEXT NOT NULL,
    "pin_hash" BYTEA NOT NULL,
    "access_code_id" UUID NOT NULL,
    "commanded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "commanded_pin_pkey" PRIMARY KEY ("device_id","slot","pin_hash","access_code_id")
);

CREATE INDEX "commanded_pin_workspace_id_access_code_id_idx" ON "commanded_pin"("workspace_id", "access_code_id");

ALTER TABLE "commanded_pin" ADD CONSTRAINT "commanded_pin_workspace_id_device_id_fkey" FOREIGN KEY ("workspace_id", "device_id") REFERENCES "device"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "commanded_pin" ADD CONSTRAINT "commanded_pin_workspace_id_access_code_id_fkey" FOREIGN KEY ("workspace_id", "access_code_id") REFERENCES "access_code"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A reading loads what may be on the lock, out of everything that ever was.
CREATE INDEX "access_code_on_device_idx" ON "access_code"("device_id") WHERE "removed_at" IS NULL;

CREATE INDEX "action_attempt_pending_idx" ON "action_attempt"("access_code_id") WHERE "status" = 'PENDING';

-- Workspaces take turns: each one's oldest is found without walking over another's thousands.
CREATE INDEX "device_sync_workspace_id_due_at_idx" ON "device_sync"("workspace_id", "due_at");

-- How many devices of each are being worked on decides whose turn it is.
CREATE INDEX "device_sync_at_work_idx" ON "device_sync"("workspace_id") WHERE "lease_until" IS NOT NULL;
