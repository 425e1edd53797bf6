import * as AccountDirectoryRepository from "@glissade/storage/AccountDirectoryRepository"
import * as ReportRepository from "@glissade/storage/ReportRepository"
import * as SnippetRepository from "@glissade/storage/SnippetRepository"
import * as UsageRepository from "@glissade/storage/UsageRepository"
import * as UserRepository from "@glissade/storage/UserRepository"
import { accountDirectoryContract } from "@glissade/testing/AccountDirectoryContract"
import { reportsContract } from "@glissade/testing/ReportsContract"
import * as Layer from "effect/Layer"
import { databases } from "../TestDatabase.ts"

const common = Layer.merge(SnippetRepository.layer(), UserRepository.layer)

for (const [name, database] of databases) {
  reportsContract(name, Layer.provide(Layer.merge(common, ReportRepository.layer), database))
  accountDirectoryContract(
    name,
    Layer.provide(Layer.mergeAll(common, AccountDirectoryRepository.layer, UsageRepository.layer), database)
  )
}
