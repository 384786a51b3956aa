-- CreateEnum
CREATE TYPE "translation_work_state" AS ENUM ('claimed', 'waiting', 'refused', 'done');

-- CreateTable
CREATE TABLE "translation_work" (
    "paper_id" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "state" "translation_work_state" NOT NULL,
    "claim_token" UUID NOT NULL,
    "claimed_until" TIMESTAMPTZ(3) NOT NULL,
    "attempts" SMALLINT NOT NULL DEFAULT 1,
    "reason" TEXT,
    "retry_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "translation_work_pkey" PRIMARY KEY ("paper_id","language","source_hash")
);

-- CreateTable
CREATE TABLE "translation_use" (
    "provider" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "characters" INTEGER NOT NULL,

    CONSTRAINT "translation_use_pkey" PRIMARY KEY ("provider","day")
);

-- CreateIndex
CREATE INDEX "translation_work_state_retry_at_idx" ON "translation_work"("state", "retry_at");
