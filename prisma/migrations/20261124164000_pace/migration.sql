-- CreateTable
CREATE TABLE "pace" (
    "key" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(6),
    "spread_at" TIMESTAMPTZ(6),
    "held_until" TIMESTAMPTZ(3),
    "holds" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "pace_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "warm_up_days" (
    "day" DATE NOT NULL,
    "sent" INTEGER NOT NULL,

    CONSTRAINT "warm_up_days_pkey" PRIMARY KEY ("day")
);
