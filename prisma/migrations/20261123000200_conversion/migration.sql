-- A code of somebody else that is being taken over: the next reading tells whether it is still there as it was found.
ALTER TABLE "access_code" ADD COLUMN "is_converting" BOOLEAN NOT NULL DEFAULT false;
