-- CreateEnum
CREATE TYPE "subscriber_state" AS ENUM ('active', 'unsubscribed');

-- CreateEnum
CREATE TYPE "announce_type" AS ENUM ('new', 'cross', 'replace', 'replace-cross');

-- CreateEnum
CREATE TYPE "feed_status" AS ENUM ('ok', 'empty', 'failed');

-- CreateEnum
CREATE TYPE "digest_state" AS ENUM ('planned', 'claimed', 'sent', 'skipped', 'rejected', 'uncertain');

-- CreateEnum
CREATE TYPE "run_status" AS ENUM ('running', 'done', 'failed');

-- CreateTable
CREATE TABLE "subscribers" (
    "id" SERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "email_key" TEXT NOT NULL,
    "state" "subscriber_state" NOT NULL DEFAULT 'active',
    "language" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "hour" SMALLINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "unsubscribed_at" TIMESTAMPTZ(3),

    CONSTRAINT "subscribers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "keywords" (
    "subscriber_id" INTEGER NOT NULL,
    "position" SMALLINT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "keywords_pkey" PRIMARY KEY ("subscriber_id","position")
);

-- CreateTable
CREATE TABLE "papers" (
    "id" TEXT NOT NULL,
    "version" SMALLINT NOT NULL,
    "title" TEXT NOT NULL,
    "abstract" TEXT NOT NULL,
    "authors" TEXT[],
    "categories" TEXT[],
    "licence" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "papers_pkey" PRIMARY KEY ("id","version")
);

-- CreateTable
CREATE TABLE "editions" (
    "date" DATE NOT NULL,
    "complete" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "planned_at" TIMESTAMPTZ(3),

    CONSTRAINT "editions_pkey" PRIMARY KEY ("date")
);

-- CreateTable
CREATE TABLE "feeds" (
    "edition_date" DATE NOT NULL,
    "category" TEXT NOT NULL,
    "status" "feed_status" NOT NULL,
    "items" INTEGER NOT NULL,
    "error" TEXT,
    "url" TEXT NOT NULL,
    "etag" TEXT,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "feeds_pkey" PRIMARY KEY ("edition_date","category")
);

-- CreateTable
CREATE TABLE "announcements" (
    "edition_date" DATE NOT NULL,
    "paper_id" TEXT NOT NULL,
    "paper_version" SMALLINT NOT NULL,
    "type" "announce_type" NOT NULL,

    CONSTRAINT "announcements_pkey" PRIMARY KEY ("edition_date","paper_id")
);

-- CreateTable
CREATE TABLE "digests" (
    "id" BIGSERIAL NOT NULL,
    "subscriber_id" INTEGER NOT NULL,
    "edition_date" DATE NOT NULL,
    "state" "digest_state" NOT NULL,
    "message_id" TEXT NOT NULL,
    "matches" JSONB NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "planned_at" TIMESTAMPTZ(3) NOT NULL,
    "claim_token" UUID,
    "claimed_until" TIMESTAMPTZ(3),
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "settled_at" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "digests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "translations" (
    "paper_id" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "title" TEXT NOT NULL,
    "abstract" TEXT,
    "provider" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "translations_pkey" PRIMARY KEY ("paper_id","language","source_hash")
);

-- CreateTable
CREATE TABLE "runs" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "status" "run_status" NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "detail" JSONB,

    CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "subscribers_email_key_key" ON "subscribers"("email_key");

-- CreateIndex
CREATE INDEX "subscribers_state_idx" ON "subscribers"("state");

-- CreateIndex
CREATE UNIQUE INDEX "keywords_subscriber_id_text_key" ON "keywords"("subscriber_id", "text");

-- CreateIndex
CREATE INDEX "feeds_category_fetched_at_idx" ON "feeds"("category", "fetched_at");

-- CreateIndex
CREATE INDEX "announcements_paper_id_paper_version_idx" ON "announcements"("paper_id", "paper_version");

-- CreateIndex
CREATE UNIQUE INDEX "digests_message_id_key" ON "digests"("message_id");

-- CreateIndex
CREATE INDEX "digests_state_due_at_idx" ON "digests"("state", "due_at");

-- CreateIndex
CREATE INDEX "digests_edition_date_state_idx" ON "digests"("edition_date", "state");

-- CreateIndex
CREATE UNIQUE INDEX "digests_subscriber_id_edition_date_key" ON "digests"("subscriber_id", "edition_date");

-- CreateIndex
CREATE INDEX "runs_kind_started_at_idx" ON "runs"("kind", "started_at");

-- AddForeignKey
ALTER TABLE "keywords" ADD CONSTRAINT "keywords_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscribers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_edition_date_fkey" FOREIGN KEY ("edition_date") REFERENCES "editions"("date") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "announcements" ADD CONSTRAINT "announcements_edition_date_fkey" FOREIGN KEY ("edition_date") REFERENCES "editions"("date") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "announcements" ADD CONSTRAINT "announcements_paper_id_paper_version_fkey" FOREIGN KEY ("paper_id", "paper_version") REFERENCES "papers"("id", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "digests" ADD CONSTRAINT "digests_subscriber_id_fkey" FOREIGN KEY ("subscriber_id") REFERENCES "subscribers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "digests" ADD CONSTRAINT "digests_edition_date_fkey" FOREIGN KEY ("edition_date") REFERENCES "editions"("date") ON DELETE RESTRICT ON UPDATE CASCADE;
