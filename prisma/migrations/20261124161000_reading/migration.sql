-- CreateEnum
CREATE TYPE "show" AS ENUM ('both', 'translation');

-- CreateEnum
CREATE TYPE "abstracts" AS ENUM ('whole', 'short');

-- AlterTable
ALTER TABLE "papers" ADD COLUMN     "comment" TEXT;

-- AlterTable
ALTER TABLE "subscribers" ADD COLUMN     "abstracts" "abstracts" NOT NULL DEFAULT 'whole',
ADD COLUMN     "show" "show" NOT NULL DEFAULT 'both',
ADD COLUMN     "translation" TEXT;

-- Who reads in Chinese has had their papers translated until now.
UPDATE "subscribers" SET "translation" = 'zh' WHERE "language" = 'zh';
UPDATE "subscribers" SET "wish" = "wish" || '{"translation": "zh"}' WHERE "wish"->>'language' = 'zh';
