-- DropIndex
DROP INDEX "digests_state_due_at_idx";

-- AlterTable
ALTER TABLE "editions" ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "digests_state_due_at_id_idx" ON "digests"("state", "due_at", "id");
