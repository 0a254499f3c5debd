-- A device that its account no longer has is kept, with its codes, and says so.
ALTER TABLE "device" ADD COLUMN "removed_at" TIMESTAMPTZ(3);

-- A simulated lock can be taken out of its account, and be put back.
ALTER TABLE simulated_lock.lock ADD COLUMN is_removed boolean NOT NULL DEFAULT false;
