-- CreateEnum
CREATE TYPE "keyword_mode" AS ENUM ('search', 'exclude', 'paused');

-- AlterTable
ALTER TABLE "digests" ADD COLUMN     "since" DATE;

-- AlterTable
ALTER TABLE "keywords" ADD COLUMN     "mode" "keyword_mode" NOT NULL DEFAULT 'search';

-- AlterTable
ALTER TABLE "subscribers" ADD COLUMN     "empty_mail" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "leave_reason" TEXT,
ADD COLUMN     "paused_until" DATE,
ADD COLUMN     "weekday" SMALLINT,
ADD COLUMN     "wish" JSONB,
ADD COLUMN     "wished_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "address_changes" (
    "id" SERIAL NOT NULL,
    "subscriber_id" INTEGER NOT NULL,
    "email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "address_changes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "address_changes_subscriber_id_idx" ON "address_changes"("subscriber_id");

-- CreateIndex
CREATE INDEX "digests_subscriber_id_state_idx" ON "digests"("subscriber_id", "state");

-- AddForeignKey
ALTER TABLE "address_changes" ADD CONSTRAINT "address_changes_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscribers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
