import { admitSize } from "@glissade/core/Admission"
import type { RequestTooLarge } from "@glissade/core/RequestError"
import type { VersionConflict } from "@glissade/core/Snippets"
import { Snippets } from "@glissade/core/Snippets"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { tooLarge } from "../Handlers.ts"
import { LibraryApi } from "./LibraryApi.ts"
import { ChangedMeanwhileBody, SnippetMissing, storageRefusals, VersionRequired } from "./LibraryProblems.ts"
import { toPage } from "./Paging.ts"
import { notStored, person, reader } from "./Person.ts"

const { LimitReached, StorageUnavailable } = storageRefusals

const reading = {
  StorageUnavailable,
  SnippetNotFound: () =>
    Effect.fail(
      new SnippetMissing({
        detail: "it does not exist, was deleted, or is somebody else's; a short link may reach more"
      })
    )
}

/** What brings a program into a library may find it full. */
const keeping = { ...reading, LimitReached }

const size = {
  RequestTooLarge: ({ maximumBytes, message, path }: RequestTooLarge) => tooLarge(path, message, maximumBytes)
}

const conflict = {
  VersionConflict: ({ current }: VersionConflict) =>
    Effect.fail(
      new ChangedMeanwhileBody({
        version: current,
        detail: `version ${current} is there now: read it, and send its ETag in If-Match to replace it`
      })
    )
}

/** The version that `If-Match` names. */
const versionOf = (tag: string | undefined) => (tag === undefined ? undefined : Number(tag.slice(1, -1)))

const requiredVersion = (tag: string | undefined) => {
  const version = versionOf(tag)
  return version === undefined
    ? Effect.fail(new VersionRequired({ detail: "send the ETag of the version that you change in If-Match" }))
    : Effect.succeed(version)
}

/** Handlers of the `snippets` group over `Snippets`. */
export const layerSnippets = HttpApiBuilder.group(
  LibraryApi,
  "snippets",
  Effect.fnUntraced(function* (handlers) {
    const snippets = yield* Snippets
    return handlers.handleAll({
      list: ({ query: { deleted, q, starred, ...query } }) =>
        person.pipe(
          Effect.flatMap((owner) =>
            snippets.list(owner, {
              ...query,
              text: q === "" ? undefined : q,
              isStarred: starred,
              isDeleted: deleted
            })
          ),
          Effect.map(toPage),
          Effect.catchTags({ StorageUnavailable }),
          notStored
        ),
      create: ({ payload }) =>
        admitSize(payload).pipe(
          Effect.andThen(person),
          Effect.flatMap((owner) => snippets.create(owner, payload)),
          Effect.catchTags({ StorageUnavailable, LimitReached, ...size }),
          notStored
        ),
      read: ({ params: { id } }) =>
        reader.pipe(
          Effect.flatMap((user) => snippets.read(user, id)),
          Effect.catchTags(reading),
          notStored
        ),
      replace: ({ headers, params: { id }, payload }) =>
        Effect.gen(function* () {
          const owner = yield* person
          const expected = yield* requiredVersion(headers["if-match"])
          yield* admitSize(payload)
          return yield* snippets.replace(owner, id, expected, payload)
        }).pipe(Effect.catchTags({ ...keeping, ...size, ...conflict }), notStored),
      remove: ({ headers, params: { id } }) =>
        Effect.gen(function* () {
          const owner = yield* person
          yield* snippets.remove(owner, id, versionOf(headers["if-match"]))
        }).pipe(Effect.catchTags({ ...reading, ...conflict }), notStored),
      restore: ({ params: { id } }) =>
        person.pipe(
          Effect.flatMap((owner) => snippets.restore(owner, id)),
          Effect.catchTags(keeping),
          notStored
        ),
      star: ({ params: { id } }) =>
        person.pipe(
          Effect.flatMap((owner) => snippets.setStarred(owner, id, true)),
          Effect.catchTags(reading)
        ),
      unstar: ({ params: { id } }) =>
        person.pipe(
          Effect.flatMap((owner) => snippets.setStarred(owner, id, false)),
          Effect.catchTags(reading)
        ),
      fork: ({ params: { id } }) =>
        person.pipe(
          Effect.flatMap((owner) => snippets.fork(owner, id)),
          Effect.catchTags(keeping),
          notStored
        ),
      versions: ({ params: { id } }) =>
        person.pipe(
          Effect.flatMap((owner) => snippets.versions(owner, id)),
          Effect.map((items) => ({ items })),
          Effect.catchTags(reading),
          notStored
        ),
      version: ({ params: { id, version } }) =>
        person.pipe(
          Effect.flatMap((owner) => snippets.version(owner, id, version)),
          Effect.catchTags(reading),
          notStored
        )
    })
  })
)

/** Handlers of the `shared` group over `Snippets`. */
export const layerShared = HttpApiBuilder.group(
  LibraryApi,
  "shared",
  Effect.fnUntraced(function* (handlers) {
    const snippets = yield* Snippets
    return handlers.handleAll({
      read: ({ params: { slug } }) =>
        reader.pipe(
          Effect.flatMap((user) => snippets.readBySlug(user, slug)),
          Effect.catchTags(reading),
          notStored
        ),
      fork: ({ params: { slug } }) =>
        person.pipe(
          Effect.flatMap((owner) => snippets.forkBySlug(owner, slug)),
          Effect.catchTags(keeping),
          notStored
        )
    })
  })
)
