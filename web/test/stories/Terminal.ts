import { assert } from "@effect/vitest"
import { ended, linesOf, output as outputOf, run, runs, textOf, type } from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

/** What is printed, as Python writes it, and the lines that a terminal shows then. */
const tables: ReadonlyArray<readonly [what: string, printed: string, shown: ReadonlyArray<string>]> = [
  ["a backspace", "'123\\b45'", ["1245"]],
  ["backspaces and spaces that wipe", "'abc\\b \\b\\b \\bX'", ["aX"]],
  ["a spinner", "'|\\b/\\b-\\b\\\\\\bdone'", ["done"]],
  ["a bell", "'a\\x07b'", ["ab"]],
  ["a form feed", "'one\\ftwo'", ["one", "   two"]],
  ["a vertical tab", "'one\\vtwo'", ["one", "   two"]],
  ["a cleared screen", "'gone\\n\\x1b[2J\\x1b[Hframe'", ["frame"]],
  ["frames in place", "''.join(f'\\x1b[2J\\x1b[Hframe {n}\\n' for n in range(9))", ["frame 8"]],
  ["frames without clearing", "''.join(f'\\x1b[Hframe {n}\\n' for n in range(9))", ["frame 8"]],
  ["a reset", "'gone\\x1bcnew'", ["new"]],
  ["lines above that are written again", "'a\\nb\\nc\\n\\x1b[2Bx\\x1b[4Ay\\n'", ["a", "by", "c", "", "", "x"]],
  ["two bars", "'A 0\\nB 0\\n\\x1b[2AA 1\\nB 1\\n\\x1b[2A\\x1b[KA 2\\n\\x1b[KB 2\\n'", ["A 2", "B 2"]],
  ["a row and column", "'\\x1b[2;3Hx\\x1b[1;1Hy'", ["y", "  x"]],
  ["a column", "'abcdef\\x1b[3GX'", ["abXdef"]],
  ["the rest of a line", "'abcdef\\x1b[3D\\x1b[0K!'", ["abc!"]],
  ["the beginning of a line", "'abcdef\\x1b[3D\\x1b[1Kg'", ["   gef"]],
  ["what is below", "'a\\nb\\nc\\x1b[1A\\x1b[J'", ["a", "b"]],
  ["a saved place", "'ab\\x1b7cd\\x1b8X'", ["abXd"]],
  ["deleted and inserted characters", "'abcdef\\x1b[4D\\x1b[2P\\x1b[1@'", ["ab ef"]],
  ["deleted and inserted lines", "'a\\nb\\nc\\x1b[2A\\x1b[1M\\x1b[1L'", ["", "b", "c"]],
  ["another screen", "'before\\n\\x1b[?1049hfull\\x1b[2J\\x1b[?1049lafter'", ["before", "after"]],
  ["a line that is written over", "'long line\\rshort\\x1b[A'", ["shortline"]],
  ["wide characters", "'日本\\x1b[1;3Hx'", ["日x"]],
  ["joined characters", "'👩‍💻e\\u0301\\bZ'", ["👩‍💻Z"]]
]

export const terminal: Stories = (test) => {
  test("sees what a terminal would show of control characters", async (page) => {
    for (const [what, printed, shown] of tables) {
      await runs(page, `print(${printed}, end='')`)
      assert.deepStrictEqual(await linesOf(page), shown, what)
    }
  })

  test("keeps colours and streams on the screen, and what has scrolled out of it", async (page) => {
    await runs(
      page,
      [
        "import sys",
        "for n in range(200): print('line', n)",
        "print('\\x1b[31mred\\x1b[0m then \\x1b[1A\\x1b[1Bplain')",
        "print('to stderr', file=sys.stderr)",
        "print('\\x1b[2J\\x1b[Hlast')"
      ].join("\n")
    )
    // What is out of sight may not be laid out, which `innerText` needs.
    assert.match(await outputOf(page).evaluate(({ textContent }) => textContent), /^line 0\nline 1\n/)
    const lines = await linesOf(page)
    assert.strictEqual(lines.at(-1), "last")
    assert.notInclude(lines, "line 199")
    await runs(page, "import sys\nprint('a\\b\\x1b[32mgreen\\x1b[0m')\nprint('err', file=sys.stderr)")
    assert.strictEqual(await outputOf(page).locator(".fg-green").innerText(), "green")
    assert.strictEqual(await outputOf(page).locator("[data-stream=stderr]").innerText(), "err")
  })

  test("sees a Game of Life move in its place, and its last generation at the end", async (page) => {
    const program = [
      "import time",
      "for n in range(12):",
      "    print('\\033[H\\033[2J', end='')",
      "    for row in range(20): print(''.join('#' if (row + column + n) % 3 else '.' for column in range(40)))",
      "    print('generation', n, flush=True)",
      "    time.sleep(0.01)"
    ]
    await type(page, program.join("\n"))
    await run(page)
    await ended(page, "Finished")
    const lines = await linesOf(page)
    assert.lengthOf(lines, 21)
    assert.strictEqual(lines.at(-1), "generation 11")
  })

  test("is not led out of the screen by numbers without end", async (page) => {
    await runs(
      page,
      "print('\\x1b[999999999;999999999Hx\\x1b[99999999A\\x1b[99999999@\\x1b[99999999Dy' + '\\u0301' * 5000)"
    )
    const text = await textOf(page)
    assert.isAtMost(text.length, 60_000)
    assert.include(text, "x")
  })

  test("has a sequence in two pieces taken as one, on either stream", async (page) => {
    await runs(
      page,
      [
        "import sys, time",
        "for stream in (sys.stdout, sys.stderr):",
        "    print('gone\\x1b', end='', file=stream, flush=True)",
        "    time.sleep(0.1)",
        "    print('[2J\\x1b[', end='', file=stream, flush=True)",
        "    time.sleep(0.1)",
        "    print('Hkept', file=stream, flush=True)"
      ].join("\n")
    )
    assert.deepStrictEqual(await linesOf(page), ["kept"])
  })
}
