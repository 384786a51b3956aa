-- AlterTable
ALTER TABLE "feeds" ADD COLUMN     "unsure" BOOLEAN NOT NULL DEFAULT false;

-- Of older papers, the query API knows nothing at all.
UPDATE "feeds" SET "unsure" = true WHERE "obtained" = 'api';
