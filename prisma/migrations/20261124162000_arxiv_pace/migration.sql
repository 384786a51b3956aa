-- CreateTable
CREATE TABLE "arxiv_pace" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "holder" UUID,
    "held_until" TIMESTAMPTZ(6),
    "last_at" TIMESTAMPTZ(6) NOT NULL,
    "closed_until" TIMESTAMPTZ(6),

    CONSTRAINT "arxiv_pace_pkey" PRIMARY KEY ("id")
);
