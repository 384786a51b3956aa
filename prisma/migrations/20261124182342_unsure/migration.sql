-- AlterTable
ALTER TABLE "feeds" ADD COLUMN     "unsure" BOOLEAN NOT NULL DEFAULT false;
