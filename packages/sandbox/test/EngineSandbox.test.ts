import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { execution } from "@glissade/testing/Fixtures"
import { sandboxContract } from "@glissade/testing/SandboxContract"

const limits = { timeoutMs: 60_000, memoryBytes: 256 * 1024 * 1024, outputBytes: 64 * 1024 }

sandboxContract("EngineSandbox with Python", {
  layer: EngineSandbox.layer({ engines: ["python"] }),
  programs: {
    prints: execution(`import sys
sys.stdout.buffer.write("out é😀\\n".encode()[:7])
sys.stdout.flush()
sys.stdout.buffer.write("out é😀\\n".encode()[7:])
print("err", file=sys.stderr)`),
    exits: execution("raise SystemExit(3)"),
    endless: execution("print('x')\nwhile True: pass", { limits })
  }
})

sandboxContract("EngineSandbox with JavaScript", {
  layer: EngineSandbox.layer({ engines: ["javascript"] }),
  programs: {
    prints: execution(`process.stdout.write("out é"); console.log("😀"); console.error("err")`, {
      language: "javascript"
    }),
    exits: execution("process.exit(3)", { language: "javascript" }),
    endless: execution("console.log('x'); while (true);", { language: "javascript", limits })
  }
})
