-- CreateEnum
CREATE TYPE "bounce_kind" AS ENUM ('unknown', 'full', 'hard', 'soft', 'complaint');

-- AlterTable
ALTER TABLE "subscribers" ADD COLUMN     "bounce_score" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "bounced_at" TIMESTAMPTZ(3),
ADD COLUMN     "forgiven_digest" BIGINT,
ADD COLUMN     "suppressed_at" TIMESTAMPTZ(3),
ADD COLUMN     "suppressed_reason" TEXT;

-- CreateTable
CREATE TABLE "bounces" (
    "digest_id" BIGINT NOT NULL,
    "kind" "bounce_kind" NOT NULL,
    "subscriber_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "detail" TEXT NOT NULL,

    CONSTRAINT "bounces_pkey" PRIMARY KEY ("digest_id","kind")
);

-- CreateIndex
CREATE INDEX "bounces_subscriber_id_idx" ON "bounces"("subscriber_id");

-- AddForeignKey
ALTER TABLE "bounces" ADD CONSTRAINT "bounces_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscribers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bounces" ADD CONSTRAINT "bounces_digest_id_fkey" FOREIGN KEY ("digest_id") REFERENCES "digests"("id") ON DELETE CASCADE ON UPDATE CASCADE;
