-- AlterTable
ALTER TABLE "alarms" ADD COLUMN     "claim_token" UUID,
ADD COLUMN     "claimed_until" TIMESTAMPTZ(3),
ADD COLUMN     "mailed_at" TIMESTAMPTZ(3);

-- What was raised before was mailed at once, where there was anybody to mail it to.
UPDATE "alarms" SET "mailed_at" = "raised_at";
