import "../../examples/custom-queue/test/SqliteQueue.test.ts"
