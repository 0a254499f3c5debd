-- Lists and counts look at managed codes that are not known to be gone. All that a plain filter asks of them is in this
-- index, so that they are counted without being read.
DROP INDEX "access_code_workspace_id_status_created_at_id_idx";

CREATE INDEX "access_code_listed_idx" ON "access_code"("workspace_id", "status", "created_at", "id")
  INCLUDE ("type", "is_backup") WHERE "is_managed" AND "removed_at" IS NULL;

-- Nulls come last, and nothing compares with them: what is sorted by is never null, so that a page in the middle is found
-- as fast as the first.
DROP INDEX "access_code_workspace_id_starts_at_id_idx";
DROP INDEX "access_code_workspace_id_name_id_idx";

CREATE INDEX "access_code_by_start_idx" ON "access_code"
  ("workspace_id", ("starts_at" IS NULL), coalesce("starts_at", 'infinity'::timestamptz), "id");
CREATE INDEX "access_code_by_name_idx" ON "access_code"
  ("workspace_id", ("name" IS NULL), coalesce("name", ''::text), "id");
