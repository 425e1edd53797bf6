import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))

/** A stand-in for nixpkgs: nothing is built, only the shell's content is looked at. */
const expression = (system: string) => `
  let
    names = ["x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin"];
    all = f: builtins.listToAttrs (map (name: { inherit name; value = f name; }) names);
    packages = {
      mkShell = shell: shell; nodejs_24 = "node"; opentofu = "tofu"; python3 = "python";
      chromium = "chromium"; bubblewrap = "bubblewrap";
    };
    nixpkgs = { lib.genAttrs = _: all; legacyPackages = all (_: packages); };
  in ((import ./flake.nix).outputs { self = null; inherit nixpkgs; }).devShells.\${"${system}"}.default.packages
`

const evaluate = (system: string) => {
  const { error, status, stderr, stdout } = spawnSync(
    "nix-instantiate",
    ["--eval", "--strict", "--json", "--expr", expression(system)],
    { cwd: root, encoding: "utf8" }
  )
  return error === undefined
    ? { status, stderr, packages: stdout === "" ? [] : (JSON.parse(stdout) as Array<string>) }
    : undefined
}

const hasNix = spawnSync("nix-instantiate", ["--version"]).status === 0

if (!hasNix && process.env.CI !== undefined) throw new Error("nix-instantiate was not found (apt-get install nix-bin)")

const suite = hasNix ? describe : describe.skip

suite("flake.nix", () => {
  it("gives Linux a shell with all that the tests use", () => {
    assert.deepStrictEqual(evaluate("x86_64-linux")?.packages, ["node", "tofu", "python", "chromium", "bubblewrap"])
  })

  it("leaves out on macOS what is not there", () => {
    assert.deepStrictEqual(evaluate("aarch64-darwin")?.packages, ["node", "tofu", "python"])
  })
})
