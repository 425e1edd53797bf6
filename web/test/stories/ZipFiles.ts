import { assert } from "@effect/vitest"
import { addFile, ended, insertText, run, seen, textInEditor, type } from "@glissade/test-kit/Person"
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate"
import type { Page } from "playwright-core"
import type { Stories } from "../Story.ts"

const tabs = (page: Page) => page.locator(".tab").allInnerTexts()

const upload = async (page: Page, name: string, bytes: Uint8Array) => {
  const chooser = page.waitForEvent("filechooser")
  await page.getByRole("button", { name: "Upload files" }).click()
  await (await chooser).setFiles([{ name, mimeType: "application/zip", buffer: Buffer.from(bytes) }])
}

const zip = (files: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))

const downloadAll = async (page: Page) => {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "All files as zip" }).click()
  ])
  const chunks: Array<Buffer> = []
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk as Buffer))
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) }
}

export const zipFiles: Stories = (test) => {
  test("downloads all files of the program in one archive, and uploads them again", async (page) => {
    const requested: Array<string> = []
    page.on("request", (request) => requested.push(request.url()))
    await type(page, "from folder.größe import words\nprint(words)")
    await addFile(page, "folder/größe.py")
    await page.locator(".cm-content").click()
    await insertText(page, "words = 'from the archive'")
    assert.isFalse(requested.some((url) => url.includes("ZipFile")))
    const { bytes, name } = await downloadAll(page)
    assert.strictEqual(name, "program.zip")
    const files = Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)])
    assert.deepStrictEqual(files, [
      ["main.py", "from folder.größe import words\nprint(words)"],
      ["folder/größe.py", "words = 'from the archive'"]
    ])
    await page.getByRole("button", { name: "Remove" }).click()
    await page.getByRole("button", { name: "main.py" }).click()
    await type(page, "print('another')")
    await upload(page, name, bytes)
    await page.getByText("2 files were added.").first().waitFor()
    assert.deepStrictEqual(await tabs(page), ["main.py", "folder/größe.py"])
    await run(page)
    await ended(page, "Finished")
    await seen(page, "from the archive")
  })

  test("gets the files of an archive's only folder, without what a machine added", async (page) => {
    await type(page, "print(1)")
    const files = { "project/main.py": "print('main')", "project/a/b.txt": "b", "__MACOSX/project/._main.py": "x" }
    await upload(page, "project.ZIP", zip(files))
    await page.getByText("2 files were added.").first().waitFor()
    assert.deepStrictEqual(await tabs(page), ["main.py", "a/b.txt"])
    assert.include(await textInEditor(page), "print('main')")
  })

  test("is told why an archive is refused, however small it claims to be", async (page) => {
    await type(page, "print(1)")
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`${index}.txt`, "x"]))
    const bomb = zip({ "zeros.txt": "0".repeat(5_000_000) })
    assert.isBelow(bomb.length, 10_000)
    // The archive says that its file has 16 bytes, in both places where that stands.
    const liar = Uint8Array.from(bomb)
    const view = new DataView(liar.buffer)
    const directory = liar.findIndex((byte, at) => byte === 0x50 && view.getUint32(at, true) === 0x02014b50)
    view.setUint32(22, 16, true)
    view.setUint32(directory + 24, 16, true)
    for (const [bytes, words] of [
      [zip({}), "was not added: there is no file in it."],
      [zip(many), "was not added: it has more than 101 files."],
      [bomb, "was not added: its files are larger than 256 KiB together."],
      [strToU8("no archive"), "was not added: it is no zip archive, or damaged."]
    ] as const) {
      await upload(page, "large.zip", bytes)
      await page.locator(".notice-bar").getByText(words).waitFor()
    }
    assert.deepStrictEqual(await tabs(page), ["main.py"])
    await upload(page, "liar.zip", liar)
    await page.locator(".notice-bar").getByText("was added").waitFor()
    assert.strictEqual(await textInEditor(page), "0".repeat(16))
  })
}
