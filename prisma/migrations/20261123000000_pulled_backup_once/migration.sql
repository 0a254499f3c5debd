-- Of two guests who need a backup at the same moment, only one is given this one.
DROP INDEX "access_code_workspace_id_pulled_backup_access_code_id_idx";

CREATE UNIQUE INDEX "access_code_workspace_id_pulled_backup_access_code_id_key" ON "access_code"("workspace_id", "pulled_backup_access_code_id");
