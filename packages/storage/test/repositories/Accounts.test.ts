import * as ApiKeyRepository from "@glissade/storage/ApiKeyRepository"
import * as AuditTrailRepository from "@glissade/storage/AuditTrailRepository"
import type { Database } from "@glissade/storage/Database"
import * as UsageRepository from "@glissade/storage/UsageRepository"
import * as UserRepository from "@glissade/storage/UserRepository"
import { apiKeysContract } from "@glissade/testing/ApiKeysContract"
import { auditTrailContract } from "@glissade/testing/AuditTrailContract"
import { usageContract } from "@glissade/testing/UsageContract"
import { usersContract } from "@glissade/testing/UsersContract"
import type { SecureRandom } from "effect/crypto/SecureRandom"
import * as Layer from "effect/Layer"
import { databases } from "../TestDatabase.ts"

for (const [name, database] of databases) {
  const withUsers = <A>(layer: Layer.Layer<A, never, Database | SecureRandom>) =>
    Layer.merge(layer, UserRepository.layer).pipe(Layer.provide(database))
  usersContract(name, UserRepository.layer.pipe(Layer.provide(database)))
  apiKeysContract(name, withUsers(ApiKeyRepository.layer))
  usageContract(name, withUsers(UsageRepository.layer))
  auditTrailContract(name, withUsers(AuditTrailRepository.layer))
}
