-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN "member_id" UUID;

-- A seal tells each of its entries, so that the first that was touched can be named. No release had the seals that did
-- not: whatever they covered is sealed anew, from the first entry on.
DROP TABLE "audit_seal";
CREATE TABLE "audit_seal" (
    "id" BIGINT NOT NULL,
    "through_transaction_id" BIGINT NOT NULL,
    "through_position" BIGINT NOT NULL,
    "entries" BYTEA NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,
    "mac" BYTEA NOT NULL,

    CONSTRAINT "audit_seal_pkey" PRIMARY KEY ("id")
);
CREATE TRIGGER "audit_seal_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_seal"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_audit_log"();
