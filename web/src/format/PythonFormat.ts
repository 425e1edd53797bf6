import start, { format } from "@wasm-fmt/ruff_fmt/web"
import address from "@wasm-fmt/ruff_fmt/wasm?url"
import { serve } from "./ServeFormat.ts"

/** The line of an offset in UTF-8 bytes, counted from 1. */
const lineAt = (text: string, bytes: number): number =>
  new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytes)).split("\n").length

serve(
  async ({ indent, text }) => {
    await start(address)
    return format(text, "main.py", { indent_style: "space", indent_width: indent })
  },
  (thrown, { text }) => {
    // The policy of a page from elsewhere than the embedded server forbids it.
    if (thrown instanceof WebAssembly.CompileError) return { why: "This server's page may not use WebAssembly." }
    const [, why = String(thrown), from] = /^(.*) at byte range (\d+)\.\.\d+$/s.exec(String(thrown)) ?? []
    return { why, line: from === undefined ? undefined : lineAt(text, Number(from)) }
  }
)
