-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
    "actor_kind" TEXT NOT NULL,
    "credential_id" UUID,
    "actor_name" TEXT NOT NULL,
    "request_id" UUID,
    "action" TEXT NOT NULL,
    "access_code_ids" UUID[],
    "device_ids" UUID[],
    "linked_code_group_id" UUID,
    "details" JSONB NOT NULL,
    "mac" BYTEA NOT NULL,
    "transaction_id" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "position" BIGSERIAL NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_seal" (
    "id" BIGSERIAL NOT NULL,
    "through_transaction_id" BIGINT NOT NULL,
    "through_position" BIGINT NOT NULL,
    "entry_count" INTEGER NOT NULL,
    "mac" BYTEA NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),

    CONSTRAINT "audit_seal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_entry_workspace_id_transaction_id_position_idx" ON "audit_entry"("workspace_id", "transaction_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "audit_entry_transaction_id_position_key" ON "audit_entry"("transaction_id", "position");

-- AddForeignKey
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;


-- Prisma leaves list columns nullable, and an absent list is not an empty one.
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_lists_known"
  CHECK ("access_code_ids" IS NOT NULL AND "device_ids" IS NOT NULL);

-- What was done stays written. A superuser can take the triggers away; then the chain of seals tells.
CREATE FUNCTION "refuse_change_of_audit_log"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_audit_log"();
CREATE TRIGGER "audit_seal_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_seal"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_audit_log"();
