-- AlterEnum
ALTER TYPE "digest_state" ADD VALUE 'expired';

-- AlterTable
ALTER TABLE "digests" ADD COLUMN     "claimed_by" INTEGER,
ADD COLUMN     "doubts" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN     "frozen" JSONB,
ADD COLUMN     "handing_since" TIMESTAMPTZ(3),
ADD COLUMN     "history" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "morning_at" TIMESTAMPTZ(3);

-- What was planned before knows no other morning than the time at which it is due.
UPDATE "digests" SET "morning_at" = "due_at";
ALTER TABLE "digests" ALTER COLUMN "morning_at" SET NOT NULL;

-- CreateTable
CREATE TABLE "digest_texts" (
    "hash" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "digest_texts_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "digest_texts_used_at_idx" ON "digest_texts"("used_at");

-- AlterTable
ALTER TABLE "subscribers" ADD COLUMN     "active_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
