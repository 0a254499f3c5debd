-- Trigrams make search by a part of a name cheap. btree_gist lets exclusion constraints compare ids beside ranges.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- CreateEnum
CREATE TYPE "device_provider" AS ENUM ('SIMULATED', 'ZWAVE_JS', 'ZIGBEE2MQTT', 'SEAM', 'MATTER');

-- CreateEnum
CREATE TYPE "access_code_type" AS ENUM ('ONGOING', 'TIME_BOUND');

-- CreateEnum
CREATE TYPE "access_code_status" AS ENUM ('SETTING', 'SET', 'UNSET', 'REMOVING', 'UNKNOWN');

-- CreateEnum
CREATE TYPE "code_verification" AS ENUM ('READ_BACK', 'ACKNOWLEDGED', 'NONE');

-- CreateEnum
CREATE TYPE "max_time_rounding" AS ENUM ('ONE_HOUR', 'ONE_DAY');

-- CreateEnum
CREATE TYPE "action_attempt_status" AS ENUM ('PENDING', 'SUCCESS', 'ERROR');

-- CreateEnum
CREATE TYPE "event_type" AS ENUM ('ACCESS_CODE_CREATED', 'ACCESS_CODE_CHANGED', 'ACCESS_CODE_MUTATIONS_REQUESTED', 'ACCESS_CODE_NAME_CHANGED', 'ACCESS_CODE_CODE_CHANGED', 'ACCESS_CODE_TIME_FRAME_CHANGED', 'ACCESS_CODE_SCHEDULED_ON_DEVICE', 'ACCESS_CODE_SET_ON_DEVICE', 'ACCESS_CODE_REMOVED_FROM_DEVICE', 'ACCESS_CODE_DELETED', 'ACCESS_CODE_DELAY_IN_SETTING_ON_DEVICE', 'ACCESS_CODE_FAILED_TO_SET_ON_DEVICE', 'ACCESS_CODE_FAILED_TO_REMOVE_FROM_DEVICE', 'ACCESS_CODE_MODIFIED_EXTERNALLY', 'ACCESS_CODE_DELETED_EXTERNALLY', 'ACCESS_CODE_BACKUP_PULLED', 'ACCESS_CODE_USED', 'ACCESS_DENIED', 'UNMANAGED_ACCESS_CODE_CREATED', 'UNMANAGED_ACCESS_CODE_REMOVED', 'UNMANAGED_ACCESS_CODE_CONVERTED', 'UNMANAGED_ACCESS_CODE_CONVERSION_FAILED', 'DEVICE_CONNECTED', 'DEVICE_DISCONNECTED', 'DEVICE_ADDED', 'DEVICE_REMOVED');

-- CreateEnum
CREATE TYPE "scope" AS ENUM ('READ_CODES', 'SEE_PINS', 'WRITE_CODES', 'MANAGE_DEVICES', 'MANAGE_CREDENTIALS');

-- CreateTable
CREATE TABLE "workspace" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "is_sandbox" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "first_characters" TEXT NOT NULL,
    "scopes" "scope"[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connected_account" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "provider" "device_provider" NOT NULL,
    "display_name" TEXT NOT NULL,
    "disconnected_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connected_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "device" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "connected_account_id" UUID,
    "provider" "device_provider" NOT NULL,
    "name" TEXT NOT NULL,
    "device_type" TEXT NOT NULL,
    "manufacturer" TEXT,
    "is_managed" BOOLEAN NOT NULL DEFAULT true,
    "offline_since" TIMESTAMPTZ(3),
    "battery_level" DOUBLE PRECISION,
    "time_zone" TEXT,
    "can_program_online_access_codes" BOOLEAN,
    "can_program_offline_access_codes" BOOLEAN,
    "supports_native_scheduling" BOOLEAN NOT NULL,
    "supports_backup_access_code_pool" BOOLEAN NOT NULL,
    "backup_access_code_pool_enabled" BOOLEAN NOT NULL DEFAULT false,
    "needs_time_zone_for_windows" BOOLEAN NOT NULL DEFAULT false,
    "supported_code_lengths" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "code_constraints" JSONB NOT NULL DEFAULT '[]',
    "max_active_codes_supported" INTEGER,
    "custom_metadata" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "device_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "device_sync" (
    "device_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "generation" BIGINT NOT NULL DEFAULT 0,
    "epoch" BIGINT NOT NULL DEFAULT 0,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "quarantine_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "device_sync_pkey" PRIMARY KEY ("device_id")
);

-- CreateTable
CREATE TABLE "linked_code_group" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "common_code_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "linked_code_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_code" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "linked_code_group_id" UUID,
    "name" TEXT,
    "appearance_name" TEXT,
    "pin_ciphertext" BYTEA,
    "pin_hash" BYTEA,
    "type" "access_code_type" NOT NULL,
    "status" "access_code_status" NOT NULL,
    "verification" "code_verification" NOT NULL DEFAULT 'NONE',
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "is_managed" BOOLEAN NOT NULL DEFAULT true,
    "is_backup" BOOLEAN NOT NULL DEFAULT false,
    "pulled_backup_access_code_id" UUID,
    "is_external_modification_allowed" BOOLEAN NOT NULL DEFAULT false,
    "is_offline_access_code" BOOLEAN NOT NULL DEFAULT false,
    "is_one_time_use" BOOLEAN NOT NULL DEFAULT false,
    "max_time_rounding" "max_time_rounding" NOT NULL DEFAULT 'ONE_HOUR',
    "prefers_native_scheduling" BOOLEAN NOT NULL DEFAULT true,
    "is_scheduled_on_device" BOOLEAN NOT NULL DEFAULT false,
    "is_waiting_for_code_assignment" BOOLEAN NOT NULL DEFAULT false,
    "cannot_be_managed" BOOLEAN NOT NULL DEFAULT false,
    "cannot_delete" BOOLEAN NOT NULL DEFAULT false,
    "errors" JSONB NOT NULL DEFAULT '[]',
    "warnings" JSONB NOT NULL DEFAULT '[]',
    "dormakaba_oracode_metadata" JSONB,
    "deleted_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_code_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pin_claim" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "access_code_id" UUID NOT NULL,
    "pin_hash" BYTEA NOT NULL,
    "during" tstzrange NOT NULL,
    "enforced" BOOLEAN NOT NULL DEFAULT true,
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "pin_claim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "action_attempt" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "action_type" TEXT NOT NULL,
    "status" "action_attempt_status" NOT NULL,
    "error" JSONB,
    "result" JSONB,
    "access_code_id" UUID,
    "device_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "action_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "type" "event_type" NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "access_code_id" UUID,
    "device_id" UUID,
    "linked_code_group_id" UUID,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "transaction_id" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "position" BIGSERIAL NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "result" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("workspace_id","key")
);

-- CreateTable
CREATE TABLE "encryption_key" (
    "fingerprint" TEXT NOT NULL,
    "wrapped_pin_hash_key" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "encryption_key_pkey" PRIMARY KEY ("fingerprint")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_key_token_hash_key" ON "api_key"("token_hash");

-- CreateIndex
CREATE INDEX "api_key_workspace_id_created_at_id_idx" ON "api_key"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "connected_account_workspace_id_id_key" ON "connected_account"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "device_workspace_id_created_at_id_idx" ON "device"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "device_workspace_id_connected_account_id_created_at_id_idx" ON "device"("workspace_id", "connected_account_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "device_name_idx" ON "device" USING GIN ("name" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "device_workspace_id_id_key" ON "device"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "device_sync_due_at_idx" ON "device_sync"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "device_sync_workspace_id_device_id_key" ON "device_sync"("workspace_id", "device_id");

-- CreateIndex
CREATE INDEX "linked_code_group_workspace_id_created_at_id_idx" ON "linked_code_group"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "linked_code_group_common_code_key_idx" ON "linked_code_group" USING GIN ("common_code_key" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "linked_code_group_workspace_id_id_key" ON "linked_code_group"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "access_code_workspace_id_created_at_id_idx" ON "access_code"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "access_code_workspace_id_starts_at_id_idx" ON "access_code"("workspace_id", "starts_at", "id");

-- CreateIndex
CREATE INDEX "access_code_workspace_id_name_id_idx" ON "access_code"("workspace_id", "name", "id");

-- CreateIndex
CREATE INDEX "access_code_workspace_id_status_created_at_id_idx" ON "access_code"("workspace_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "access_code_workspace_id_device_id_created_at_id_idx" ON "access_code"("workspace_id", "device_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "access_code_workspace_id_linked_code_group_id_created_at_id_idx" ON "access_code"("workspace_id", "linked_code_group_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "access_code_workspace_id_pulled_backup_access_code_id_idx" ON "access_code"("workspace_id", "pulled_backup_access_code_id");

-- CreateIndex
CREATE INDEX "access_code_workspace_id_pin_hash_idx" ON "access_code"("workspace_id", "pin_hash");

-- CreateIndex
CREATE INDEX "access_code_name_idx" ON "access_code" USING GIN ("name" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "access_code_workspace_id_id_key" ON "access_code"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "pin_claim_workspace_id_device_id_pin_hash_idx" ON "pin_claim"("workspace_id", "device_id", "pin_hash");

-- CreateIndex
CREATE INDEX "pin_claim_workspace_id_access_code_id_idx" ON "pin_claim"("workspace_id", "access_code_id");

-- CreateIndex
CREATE INDEX "action_attempt_workspace_id_created_at_id_idx" ON "action_attempt"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "action_attempt_workspace_id_access_code_id_created_at_id_idx" ON "action_attempt"("workspace_id", "access_code_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "event_workspace_id_transaction_id_position_idx" ON "event"("workspace_id", "transaction_id", "position");

-- CreateIndex
CREATE INDEX "event_workspace_id_access_code_id_transaction_id_position_idx" ON "event"("workspace_id", "access_code_id", "transaction_id", "position");

-- CreateIndex
CREATE INDEX "event_workspace_id_device_id_transaction_id_position_idx" ON "event"("workspace_id", "device_id", "transaction_id", "position");

-- CreateIndex
CREATE INDEX "event_workspace_id_linked_code_group_id_transaction_id_posi_idx" ON "event"("workspace_id", "linked_code_group_id", "transaction_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "event_transaction_id_position_key" ON "event"("transaction_id", "position");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "connected_account" ADD CONSTRAINT "connected_account_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "device" ADD CONSTRAINT "device_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "device" ADD CONSTRAINT "device_workspace_id_connected_account_id_fkey" FOREIGN KEY ("workspace_id", "connected_account_id") REFERENCES "connected_account"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "device_sync" ADD CONSTRAINT "device_sync_workspace_id_device_id_fkey" FOREIGN KEY ("workspace_id", "device_id") REFERENCES "device"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "linked_code_group" ADD CONSTRAINT "linked_code_group_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "access_code" ADD CONSTRAINT "access_code_workspace_id_device_id_fkey" FOREIGN KEY ("workspace_id", "device_id") REFERENCES "device"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "access_code" ADD CONSTRAINT "access_code_workspace_id_linked_code_group_id_fkey" FOREIGN KEY ("workspace_id", "linked_code_group_id") REFERENCES "linked_code_group"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "access_code" ADD CONSTRAINT "access_code_workspace_id_pulled_backup_access_code_id_fkey" FOREIGN KEY ("workspace_id", "pulled_backup_access_code_id") REFERENCES "access_code"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "pin_claim" ADD CONSTRAINT "pin_claim_workspace_id_device_id_fkey" FOREIGN KEY ("workspace_id", "device_id") REFERENCES "device"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "pin_claim" ADD CONSTRAINT "pin_claim_workspace_id_access_code_id_fkey" FOREIGN KEY ("workspace_id", "access_code_id") REFERENCES "access_code"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "action_attempt" ADD CONSTRAINT "action_attempt_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "action_attempt" ADD CONSTRAINT "action_attempt_workspace_id_access_code_id_fkey" FOREIGN KEY ("workspace_id", "access_code_id") REFERENCES "access_code"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "action_attempt" ADD CONSTRAINT "action_attempt_workspace_id_device_id_fkey" FOREIGN KEY ("workspace_id", "device_id") REFERENCES "device"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_workspace_id_access_code_id_fkey" FOREIGN KEY ("workspace_id", "access_code_id") REFERENCES "access_code"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_workspace_id_device_id_fkey" FOREIGN KEY ("workspace_id", "device_id") REFERENCES "device"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_workspace_id_linked_code_group_id_fkey" FOREIGN KEY ("workspace_id", "linked_code_group_id") REFERENCES "linked_code_group"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "idempotency_key" ADD CONSTRAINT "idempotency_key_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;
