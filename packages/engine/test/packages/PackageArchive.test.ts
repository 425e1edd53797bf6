import { assert, describe, it } from "@effect/vitest"
import type { ArchiveFolder, PackageFile } from "@glissade/engine/packages/PackageArchive"
import { archiveHead, indexLength, readIndex, writeArchive } from "@glissade/engine/packages/PackageArchive"
import * as Schema from "effect/Schema"

/** A file in folders. Names of folders begin otherwise than those of files, so that none is both. */
const Files = Schema.Array(
  Schema.Struct({ folders: Schema.Array(Schema.String), name: Schema.String, bytes: Schema.Array(Schema.Int) })
)

const part = (text: string): string => text.replaceAll("/", "-")

/** The last of those that have the same name. */
const filesOf = (files: typeof Files.Type): ReadonlyArray<PackageFile> => {
  const named = files.map(
    ({ bytes, folders, name }) =>
      [[...folders.map((one) => `d${part(one)}`), `f${part(name)}`].join("/"), Uint8Array.from(bytes)] as const
  )
  return [...new Map(named)].map(([name, bytes]) => ({ name, bytes }))
}

/** What an archive has, by the names of its files. */
const contentOf = (archive: Uint8Array): ReadonlyMap<string, ReadonlyArray<number>> => {
  const start = archiveHead + indexLength(archive.subarray(0, archiveHead))
  const found = new Map<string, ReadonlyArray<number>>()
  const walk = (folder: ArchiveFolder, path: string) => {
    for (const [one, entry] of Object.entries(folder)) {
      if (!Array.isArray(entry)) walk(entry as ArchiveFolder, `${path}${one}/`)
      else found.set(path + one, [...archive.subarray(start + entry[0], start + entry[0] + entry[1])])
    }
  }
  walk(readIndex(archive.subarray(archiveHead, start)), "")
  return found
}

describe("an archive of packages", () => {
  it.prop("has all files, each at its place", [Files], ([given]) => {
    const files = filesOf(given)
    const expected = new Map(files.map(({ bytes, name }) => [name, [...bytes]] as const))
    assert.deepStrictEqual(contentOf(writeArchive(files)), expected)
  })

  it("takes names that are properties of every object", () => {
    const odd = ["__proto__/constructor", "toString", "constructor/__proto__"]
    const archive = writeArchive(odd.map((name) => ({ name, bytes: new Uint8Array([7]) })))
    assert.sameMembers([...contentOf(archive).keys()], odd)
  })

  it("is refused where a name is a file and a folder", () => {
    const bytes = new Uint8Array(0)
    assert.throws(
      () =>
        writeArchive([
          { name: "a", bytes },
          { name: "a/b", bytes }
        ]),
      /a is a file and a folder/
    )
  })

  it.each([
    new Uint8Array(0),
    new Uint8Array(archiveHead),
    new TextEncoder().encode("PK\u0003\u0004 and so on, like a zip")
  ])("is told from what is none", (bytes) => assert.throws(() => indexLength(bytes), /begins otherwise/))
})
