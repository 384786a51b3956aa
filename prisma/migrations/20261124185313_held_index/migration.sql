-- DropIndex
DROP INDEX "digests_subscriber_id_state_idx";

-- CreateIndex
CREATE INDEX "digests_subscriber_id_state_since_idx" ON "digests"("subscriber_id", "state", "since");
