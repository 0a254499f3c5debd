-- AlterEnum
ALTER TYPE "scope" ADD VALUE 'READ_AUDIT_LOG';

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "last_used_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workspace_member" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "scopes" "scope"[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "personal_access_token" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "first_characters" TEXT NOT NULL,
    "scopes" "scope"[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "personal_access_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "client_session" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "user_identifier_key" TEXT,
    "token_hash" BYTEA NOT NULL,
    "first_characters" TEXT NOT NULL,
    "scopes" "scope"[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "client_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "client_session_device" (
    "workspace_id" UUID NOT NULL,
    "client_session_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,

    CONSTRAINT "client_session_device_pkey" PRIMARY KEY ("client_session_id","device_id")
);

-- CreateTable
CREATE TABLE "client_session_account" (
    "workspace_id" UUID NOT NULL,
    "client_session_id" UUID NOT NULL,
    "connected_account_id" UUID NOT NULL,

    CONSTRAINT "client_session_account_pkey" PRIMARY KEY ("client_session_id","connected_account_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE INDEX "workspace_member_workspace_id_created_at_id_idx" ON "workspace_member"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "workspace_member_person_id_idx" ON "workspace_member"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "workspace_member_workspace_id_person_id_key" ON "workspace_member"("workspace_id", "person_id");

-- CreateIndex
CREATE UNIQUE INDEX "workspace_member_workspace_id_id_key" ON "workspace_member"("workspace_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "personal_access_token_token_hash_key" ON "personal_access_token"("token_hash");

-- CreateIndex
CREATE INDEX "personal_access_token_person_id_created_at_id_idx" ON "personal_access_token"("person_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "client_session_token_hash_key" ON "client_session"("token_hash");

-- CreateIndex
CREATE INDEX "client_session_workspace_id_created_at_id_idx" ON "client_session"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "client_session_workspace_id_id_key" ON "client_session"("workspace_id", "id");

-- AddForeignKey
ALTER TABLE "workspace_member" ADD CONSTRAINT "workspace_member_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "workspace_member" ADD CONSTRAINT "workspace_member_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "personal_access_token" ADD CONSTRAINT "personal_access_token_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "client_session" ADD CONSTRAINT "client_session_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "client_session_device" ADD CONSTRAINT "client_session_device_workspace_id_client_session_id_fkey" FOREIGN KEY ("workspace_id", "client_session_id") REFERENCES "client_session"("workspace_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "client_session_device" ADD CONSTRAINT "client_session_device_workspace_id_device_id_fkey" FOREIGN KEY ("workspace_id", "device_id") REFERENCES "device"("workspace_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "client_session_account" ADD CONSTRAINT "client_session_account_workspace_id_client_session_id_fkey" FOREIGN KEY ("workspace_id", "client_session_id") REFERENCES "client_session"("workspace_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "client_session_account" ADD CONSTRAINT "client_session_account_workspace_id_connected_account_id_fkey" FOREIGN KEY ("workspace_id", "connected_account_id") REFERENCES "connected_account"("workspace_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- Prisma leaves list columns nullable, and an absent list is not an empty one.
ALTER TABLE "workspace_member" ADD CONSTRAINT "workspace_member_scopes_known" CHECK ("scopes" IS NOT NULL);
ALTER TABLE "personal_access_token" ADD CONSTRAINT "personal_access_token_scopes_known" CHECK ("scopes" IS NOT NULL);
-- What a browser holds makes no other credentials and reads no audit log.
ALTER TABLE "client_session" ADD CONSTRAINT "client_session_scopes_for_browsers"
  CHECK ("scopes" IS NOT NULL AND NOT "scopes"::text[] && '{MANAGE_CREDENTIALS,READ_AUDIT_LOG}');
