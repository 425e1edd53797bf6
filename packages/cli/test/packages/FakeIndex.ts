import { pythonPlatform } from "@glissade/test-kit/PackageFolder"
import { createHash } from "node:crypto"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { createServer } from "node:http"
import { zipSync } from "fflate"

const encoder = new TextEncoder()

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** A wheel of the test's own. */
export interface FakeWheel {
  readonly name: string
  readonly version: string
  /** By default `py3-none-any`. */
  readonly tags?: string
  /** Lines of `Requires-Dist`. */
  readonly requires?: ReadonlyArray<string>
  /** Further files, beside a module that says its version. */
  readonly files?: Readonly<Record<string, string>>
  readonly yanked?: boolean
  readonly requiresPython?: string
  /** Whether the index tells the metadata beside the file. */
  readonly isToldApart?: boolean
  /** The hash that the index tells, where it is not that of the file. */
  readonly toldHash?: string
  /** The address that the index tells, where it is not that of the file. */
  readonly toldUrl?: string
  /** The version in its METADATA, where it is not its own. */
  readonly toldVersion?: string
}

const moduleOf = (name: string): string => name.replaceAll("-", "_")

const metadataOf = ({ name, requires = [], toldVersion, version }: FakeWheel): string =>
  [
    "Metadata-Version: 2.1",
    `Name: ${name}`,
    `Version: ${toldVersion ?? version}`,
    ...requires.map((one) => `Requires-Dist: ${one}`),
    "",
    "A package."
  ].join("\n")

const bytesOf = (wheel: FakeWheel): Uint8Array => {
  const { files = {}, name, version } = wheel
  const all = {
    [`${moduleOf(name)}/__init__.py`]: `version = ${JSON.stringify(version)}\n`,
    [`${moduleOf(name)}-${version}.dist-info/METADATA`]: metadataOf(wheel),
    ...files
  }
  return zipSync(Object.fromEntries(Object.entries(all).map(([path, text]) => [path, encoder.encode(text)])), {
    mtime: new Date(2026, 0, 1)
  })
}

const filenameOf = ({ name, tags = "py3-none-any", version }: FakeWheel): string =>
  `${moduleOf(name)}-${version}-${tags}.whl`

/** What versions are chosen with comes from the real index: wheels of others are not ours to have. */
const realIndex = "https://pypi.org/simple/"

interface RealFile {
  readonly filename: string
  readonly url: string
  readonly hashes: Readonly<Record<string, string>>
}

const accept = { accept: "application/vnd.pypi.simple.v1+json" }

/** The files of two packages of the real index. */
const fetchReal = async (): Promise<ReadonlyMap<string, ReadonlyArray<RealFile>>> => {
  const projects = await Promise.all(
    ["packaging", "resolvelib"].map(async (name) => {
      const response = await fetch(`${realIndex}${name}/`, { headers: accept, signal: AbortSignal.timeout(30_000) })
      const { files } = (await response.json()) as { readonly files: ReadonlyArray<RealFile> }
      return [name, files] as const
    })
  )
  return new Map(projects)
}

/** The same, or nothing where the index does not answer. CI has the network, so there it fails. */
export const realFiles = () =>
  fetchReal().catch((error: unknown) => {
    if (process.env.CI !== undefined) throw error
    return undefined
  })

/** An index as PyPI is one, over wheels of the test's own. */
export class FakeIndex {
  wheels: ReadonlyArray<FakeWheel> = []
  /** Paths that were asked for. */
  readonly asked: Array<string> = []
  private readonly server = createServer((request, response) => {
    const path = request.url ?? ""
    this.asked.push(path)
    const answer = this.answer(path)
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/octet-stream" })
    response.end(answer)
  })
  private readonly real: ReadonlyMap<string, ReadonlyArray<RealFile>>

  constructor(real: ReadonlyMap<string, ReadonlyArray<RealFile>>) {
    this.real = real
  }

  async listen(): Promise<void> {
    this.server.listen(0, "127.0.0.1")
    await once(this.server, "listening")
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/simple/`
  }

  close(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  private answer(path: string): string | Uint8Array | undefined {
    const [, project] = /^\/simple\/([^/]+)\/$/.exec(path) ?? []
    if (project !== undefined) return this.project(project)
    const [, file, apart] = /^\/files\/(.+?\.whl)(\.metadata)?$/.exec(path) ?? []
    const wheel = this.wheels.find((one) => filenameOf(one) === file)
    if (wheel === undefined) return undefined
    return apart === undefined ? bytesOf(wheel) : metadataOf(wheel)
  }

  private project(name: string): string | undefined {
    const real = this.real.get(name)
    if (real !== undefined) return JSON.stringify({ files: real })
    const wheels = this.wheels.filter((one) => one.name === name)
    if (wheels.length === 0) return undefined
    const files = wheels.map((wheel) => ({
      filename: filenameOf(wheel),
      url: wheel.toldUrl ?? `../../files/${filenameOf(wheel)}`,
      hashes: { sha256: wheel.toldHash ?? sha256(bytesOf(wheel)) },
      "requires-python": wheel.requiresPython ?? null,
      yanked: wheel.yanked ?? false,
      "core-metadata": wheel.isToldApart ?? false
    }))
    return JSON.stringify({ files })
  }
}

/** Wheels of packages that need each other, that do not fit this Python, and that are not as they should be. */
export const sampleWheels: ReadonlyArray<FakeWheel> = [
  { name: "alpha", version: "1.0" },
  {
    name: "alpha",
    version: "2.0",
    requires: ["beta>=1", 'gone>=1; sys_platform == "win32"', 'delta; extra == "fast"'],
    isToldApart: true
  },
  { name: "beta", version: "1.0" },
  {
    name: "beta",
    version: "1.5",
    files: {
      "beta/__init__.py": "from pathlib import Path\ntext = Path(__file__).with_name('text.txt').read_text()\n",
      "beta/text.txt": "of beta",
      "beta-1.5.data/scripts/beta": "",
      "beta-1.5.data/purelib/beside.py": ""
    }
  },
  { name: "beta", version: "1.6rc1" },
  { name: "beta", version: "1.7", yanked: true },
  { name: "beta", version: "1.8", requiresPython: ">=3.99" },
  { name: "beta", version: "1.9", tags: "cp314-cp314-manylinux_2_17_x86_64" },
  {
    name: "delta",
    version: "1.0",
    tags: `cp314-cp314-${pythonPlatform}`,
    files: { "delta/fast.cpython-314-wasm32-emscripten.so": "" }
  },
  { name: "delta", version: "1.0", tags: "cp314-cp314-manylinux_2_17_x86_64" },
  { name: "elsewhere", version: "1.0", tags: "cp314-cp314-win_amd64" },
  { name: "needs-elsewhere", version: "1.0", requires: ["elsewhere"] },
  { name: "old-beta", version: "1.0", requires: ["beta<1.5"] },
  { name: "new-beta", version: "1.0", requires: ["beta>=1.5"] },
  { name: "forged", version: "1.0", toldHash: "0".repeat(64), isToldApart: true },
  { name: "sly", version: "1.0" },
  { name: "sly", version: "2.0", tags: "py3-none-any./../../sly" },
  { name: "faulty", version: "1.0" },
  { name: "faulty", version: "2.0", requires: ["beta", "beta >= <"] },
  { name: "faulty", version: "2.1", requires: ["beta >= <"], isToldApart: true },
  { name: "faulty", version: "2.2", requires: ["beta; python_version ~= 'new'"] },
  { name: "faulty", version: "2.3", toldVersion: "none at all" },
  { name: "faulty", version: "2.4", toldVersion: "2.5" },
  { name: "faulty", version: "2.6", toldUrl: "http://[" },
  { name: "faulty", version: "newest" },
  { name: "faulty", version: "2.7", files: { "faulty-2.7.dist-info/METADATA": "x".repeat(5 << 20) } },
  { name: "wrong-line", version: "1.0", requires: ["beta >= <"] },
  { name: "wrong-version", version: "newest" },
  { name: "wrong-address", version: "1.0", toldUrl: "http://[" },
  { name: "wrong-length", version: "1.0", files: { "wrong_length-1.0.dist-info/METADATA": "x".repeat(5 << 20) } },
  { name: "outside", version: "1.0", files: { "../../outside.py": "" } }
]
