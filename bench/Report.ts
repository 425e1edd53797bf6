import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { cpus, totalmem } from "node:os"
import { fileURLToPath } from "node:url"

const file = fileURLToPath(new URL("results.md", import.meta.url))

/** The machine of the measurements, without its name. */
export const machine = (): string => {
  const processors = cpus()
  const python = execFileSync("python3", ["--version"], { encoding: "utf8" }).trim()
  return [
    `${processors.length} × ${processors[0]?.model.trim() ?? "processor"}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `Node ${process.versions.node}`,
    python,
    new Date().toISOString().slice(0, 10)
  ].join(", ")
}

export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

/** Replaces the section of the same name in `results.md`, and prints it. */
export const report = (name: string, text: string): void => {
  const begin = `<!-- begin ${name} -->`
  const end = `<!-- end ${name} -->`
  const section = `${begin}\n${text.trim()}\n${end}`
  const old = existsSync(file)
    ? readFileSync(file, "utf8")
    : "# Figures\n\nRatios are taken within one run; absolute times on a shared machine mean little.\n"
  const from = old.indexOf(begin)
  const next =
    from < 0
      ? `${old.trimEnd()}\n\n${section}\n`
      : old.slice(0, from) + section + old.slice(old.indexOf(end) + end.length)
  writeFileSync(file, next)
  console.log(text)
}
