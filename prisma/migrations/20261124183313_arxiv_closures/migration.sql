-- CreateTable
CREATE TABLE "arxiv_closures" (
    "service" TEXT NOT NULL,
    "closed_until" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "arxiv_closures_pkey" PRIMARY KEY ("service")
);

-- A closure goes on.
INSERT INTO "arxiv_closures" SELECT '*', "closed_until" FROM "arxiv_pace" WHERE "closed_until" > now();

-- AlterTable
ALTER TABLE "arxiv_pace" DROP COLUMN "closed_until";
