import { AuditItem, KeyEntry } from "@glissade/protocol/Account"
import { SnippetId, Slug, UserId } from "@glissade/protocol/Ids"
import { Instant } from "@glissade/protocol/Instant"
import { RunRecord } from "@glissade/protocol/RunRecord"
import { Snippet, SnippetVersion } from "@glissade/protocol/Snippet"
import * as Schema from "effect/Schema"

/** The longest line: a run with the largest program and the largest result, in escapes. */
export const maximumLine = "32 MiB"

/** A line of `GET /me/export`: an object whose one field says what it is. */
export const ExportLine = Schema.Union([
  Schema.Struct({
    export: Schema.Struct({
      format: Schema.Literal("glissade-account"),
      version: Schema.Literal(1),
      createdAt: Instant
    }).pipe(Schema.encodeKeys({ createdAt: "created_at" }))
  }),
  Schema.Struct({
    profile: Schema.Struct({
      id: UserId,
      issuer: Schema.String,
      subject: Schema.String,
      name: Schema.NullOr(Schema.String),
      email: Schema.NullOr(Schema.String),
      createdAt: Instant,
      lastSeenAt: Instant
    }).pipe(Schema.encodeKeys({ createdAt: "created_at", lastSeenAt: "last_seen_at" }))
  }),
  Schema.Struct({ key: KeyEntry }),
  Schema.Struct({
    usage: Schema.Struct({ day: Schema.String, runs: Schema.Int, processorSeconds: Schema.Finite }).pipe(
      Schema.encodeKeys({ processorSeconds: "processor_seconds" })
    )
  }),
  Schema.Struct({ audit: AuditItem }),
  Schema.Struct({ report: Schema.Struct({ at: Instant, reason: Schema.String, slug: Slug }) }),
  Schema.Struct({ snippet: Snippet }),
  Schema.Struct({
    snippetVersion: Schema.Struct({ snippetId: SnippetId, version: SnippetVersion }).pipe(
      Schema.encodeKeys({ snippetId: "snippet_id" })
    )
  }).pipe(Schema.encodeKeys({ snippetVersion: "snippet_version" })),
  Schema.Struct({ run: RunRecord }),
  Schema.Struct({ end: Schema.Struct({ lines: Schema.Int }) })
])
export type ExportLine = typeof ExportLine.Type
