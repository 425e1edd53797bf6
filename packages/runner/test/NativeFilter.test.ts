import { assert, describe, it } from "@effect/vitest"
import { audit, judge } from "@glissade/test-kit/FilterJudge"
import { existsSync, readFileSync } from "node:fs"
import { filteredCalls, lastKnownCall, nativeFilter } from "../src/NativeFilter.ts"

const errno = { EPERM: 1, ENOSYS: 38, EAFNOSUPPORT: 97 }

describe.each(["x64", "arm64"])("the filter of system calls of native programs for %s", (architecture) => {
  const filter = nativeFilter(architecture)!
  const arch = audit[architecture]!
  const { absent, conditional, forbidden } = filteredCalls(architecture)
  const verdict = (name: string, ...args: ReadonlyArray<number | bigint>) =>
    judge(filter, arch, conditional.get(name)!, args)

  it("refuses the calls on its lists, and those that are younger than it", () => {
    const refused = new Map<number, number>([
      ...[...absent.values()].map((number) => [number, errno.ENOSYS] as const),
      ...[...forbidden.values()].map((number) => [number, errno.EPERM] as const)
    ])
    assert.isAbove(refused.size, 60)
    const depends = new Set(conditional.values())
    for (let number = 0; number < 1_024; number++) {
      if (depends.has(number)) continue
      const expected = number > lastKnownCall ? errno.ENOSYS : (refused.get(number) ?? "allow")
      assert.strictEqual(judge(filter, arch, number), expected, `${number}`)
    }
    // The numbers of x32, some of which stand for calls that are refused.
    for (const number of [0, ...refused.keys()])
      assert.strictEqual(judge(filter, arch, 0x40000000 + number), errno.ENOSYS)
  })

  it("makes threads and processes, and no namespaces", () => {
    for (const flags of [17, 0x4111, 0x3d0f00, 0x1200011]) assert.strictEqual(verdict("clone", flags), "allow")
    for (const flag of [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000])
      assert.strictEqual(verdict("clone", 17 + flag), errno.EPERM)
  })

  it("opens sockets of this machine's files alone", () => {
    for (const name of ["socket", "socketpair"]) {
      assert.strictEqual(verdict(name, 1), "allow")
      for (const family of [0, 2, 10, 16, 17, 38, 40]) assert.strictEqual(verdict(name, family), errno.EAFNOSUPPORT)
      // The kernel looks at the lower half, too.
      assert.strictEqual(verdict(name, 0x1_0000_0002n), errno.EAFNOSUPPORT)
    }
  })

  it("types nothing into a terminal, adds no filters, and changes no personality", () => {
    for (const request of [0x5412, 0x541c]) assert.strictEqual(verdict("ioctl", 0, request), errno.EPERM)
    assert.strictEqual(verdict("ioctl", 0, 0xffff_ffff_0000_5412n), errno.EPERM)
    for (const request of [0x5401, 0x5413, 0x541b]) assert.strictEqual(verdict("ioctl", 0, request), "allow")
    assert.strictEqual(verdict("prctl", 22), errno.EPERM)
    for (const option of [1, 4, 15, 38]) assert.strictEqual(verdict("prctl", option), "allow")
    assert.strictEqual(verdict("personality", 0xffffffff), "allow")
    for (const persona of [0, 0x40000, 0x400000]) assert.strictEqual(verdict("personality", persona), errno.EPERM)
  })

  it("keeps the limit of core dumps as it is, and lets it be read", () => {
    assert.strictEqual(verdict("setrlimit", 4), errno.EPERM)
    assert.strictEqual(verdict("setrlimit", 7), "allow")
    for (const pointer of [0x7ffe_1000, 0x7ffe_0000_0000])
      assert.strictEqual(verdict("prlimit64", 0, 4, pointer), errno.EPERM)
    assert.strictEqual(verdict("prlimit64", 0, 4, 0, 0x7ffe_1000), "allow")
    assert.strictEqual(verdict("prlimit64", 0, 7, 0x7ffe_1000), "allow")
  })

  it("kills a process that calls as another architecture does", () => {
    for (const other of [0x40000003, 0x40000028, 0]) assert.strictEqual(judge(filter, other, 1), "kill")
  })
})

const tables = [
  ["x64", "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", /#define __NR_(\w+)\s+(\d+)/g],
  ["arm64", "/usr/include/asm-generic/unistd.h", /#define __NR(?:3264)?_(\w+)\s+(\d+)/g]
] as const

it.each(tables)("the numbers for %s are those of the kernel's headers", (architecture, header, pattern) => {
  if (!existsSync(header)) return
  const found = readFileSync(header, "utf8").matchAll(pattern)
  const known = new Map(Array.from(found, ([, name, number]) => [name, Number(number)]))
  const { absent, conditional, forbidden } = filteredCalls(architecture)
  for (const [name, number] of [...absent, ...conditional, ...forbidden])
    assert.strictEqual(number, known.get(name), name)
})

it("there is none for a machine that nobody made one for", () => {
  assert.isUndefined(nativeFilter("riscv64"))
})
