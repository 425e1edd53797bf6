import { assert, describe, it } from "@effect/vitest"
import { groupOf, serverUser } from "../../src/root/ServerUser.ts"

const database = 65_528

describe("the user of a server that root starts", () => {
  it("is one that nothing else runs as, unless somebody chooses another", () => {
    assert.deepStrictEqual(serverUser(undefined, [database]), { type: "other", uid: 65_529, isNamed: false })
    assert.deepStrictEqual(serverUser("", [database]), { type: "other", uid: 65_529, isNamed: false })
    assert.deepStrictEqual(serverUser("1001", [database]), { type: "other", uid: 1_001, isNamed: true })
    assert.deepStrictEqual(serverUser("root", [database]), { type: "root" })
  })

  it.each(["0", "00", "-1", "1e3", "4294967295", "glissade", " 1001"])("cannot be %j", (setting) => {
    assert.strictEqual(serverUser(setting, [database]).type, "invalid")
  })

  it("is not that of the database", () => {
    assert.deepStrictEqual(serverUser(String(database), [database]), {
      type: "invalid",
      message: "SERVER_USER: the database runs as 65528"
    })
  })
})

describe("the group of a server that root starts", () => {
  const passwd = "root:x:0:0:root:/root:/bin/bash\nman:x:6:12:man:/var/cache/man:/usr/sbin/nologin\n"

  it("is that of its user, and of the same number where nobody knows the user", () => {
    assert.strictEqual(groupOf(6, passwd), 12)
    assert.strictEqual(groupOf(65_529, passwd), 65_529)
    assert.strictEqual(groupOf(65_529, ""), 65_529)
  })
})
