-- CreateEnum
CREATE TYPE "batch_source" AS ENUM ('rss', 'late rss', 'oai', 'api');

-- CreateEnum
CREATE TYPE "edition_state" AS ENUM ('expected', 'partial', 'complete', 'empty');

-- AlterEnum
ALTER TYPE "feed_status" ADD VALUE 'stale';
ALTER TYPE "feed_status" ADD VALUE 'empty-unexpectedly';

-- AlterTable
ALTER TABLE "announcements" ADD COLUMN     "guessed" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "digests" ADD COLUMN     "replaced" JSONB;

-- AlterTable
ALTER TABLE "feeds" ADD COLUMN     "obtained" "batch_source";
UPDATE "feeds" SET "obtained" = 'rss' WHERE "status" IN ('ok', 'empty');

-- AlterTable: what is stored by now has been told to everyone.
ALTER TABLE "editions" ADD COLUMN     "carried_revision" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "state" "edition_state" NOT NULL DEFAULT 'expected';
UPDATE "editions" e SET "carried_revision" = "revision", "state" = CASE
  WHEN EXISTS (SELECT FROM "announcements" WHERE "edition_date" = e."date") THEN
    CASE WHEN "complete" THEN 'complete'::"edition_state" ELSE 'partial'::"edition_state" END
  ELSE CASE WHEN "complete" THEN 'empty'::"edition_state" ELSE 'expected'::"edition_state" END
END;
ALTER TABLE "editions" DROP COLUMN "complete";

-- AlterTable
ALTER TABLE "subscribers" ADD COLUMN     "replacements" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "alarms" (
    "edition_date" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alarms_pkey" PRIMARY KEY ("edition_date","kind")
);

-- AddForeignKey
ALTER TABLE "alarms" ADD CONSTRAINT "alarms_edition_date_fkey" FOREIGN KEY ("edition_date") REFERENCES "editions"("date") ON DELETE CASCADE ON UPDATE CASCADE;
