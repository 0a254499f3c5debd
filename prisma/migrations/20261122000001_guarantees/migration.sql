-- What Prisma cannot express and every reader may count on.

-- One PIN opens one guest's window: two claims of one PIN on one device never overlap, unless they are the same code's
-- (an edited code keeps its earlier claim until the lock is read without it). Claims of PINs that we did not choose are
-- not enforced, so that recording what a lock holds never fails.
ALTER TABLE "pin_claim" ADD CONSTRAINT "pin_claim_no_overlap"
  EXCLUDE USING gist ("device_id" WITH =, "pin_hash" WITH =, "during" WITH &&, "access_code_id" WITH <>)
  WHERE ("enforced" AND "released_at" IS NULL);

ALTER TABLE "pin_claim" ADD CONSTRAINT "pin_claim_during_not_empty" CHECK (NOT isempty("during"));

-- A key names at most one group that has not ended.
ALTER TABLE "linked_code_group" ADD CONSTRAINT "linked_code_group_key_in_use"
  EXCLUDE USING gist ("workspace_id" WITH =, "common_code_key" WITH =) WHERE ("ended_at" IS NULL);

ALTER TABLE "access_code"
  ADD CONSTRAINT "access_code_pin_whole" CHECK (("pin_ciphertext" IS NULL) = ("pin_hash" IS NULL)),
  ADD CONSTRAINT "access_code_window" CHECK (
    CASE "type"
      WHEN 'ONGOING' THEN "starts_at" IS NULL AND "ends_at" IS NULL
      ELSE "starts_at" IS NOT NULL AND ("ends_at" > "starts_at" OR ("ends_at" IS NULL AND "is_one_time_use"))
    END),
  ADD CONSTRAINT "access_code_linked_is_managed" CHECK ("linked_code_group_id" IS NULL OR "is_managed"),
  ADD CONSTRAINT "access_code_removed_is_deleted" CHECK ("removed_at" IS NULL OR "deleted_at" IS NOT NULL OR "ends_at" IS NOT NULL OR NOT "is_managed");

-- Prisma leaves list columns nullable, and an absent list is not an empty one.
ALTER TABLE "device" ADD CONSTRAINT "device_code_lengths_known" CHECK ("supported_code_lengths" IS NOT NULL);
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_scopes_known" CHECK ("scopes" IS NOT NULL);
