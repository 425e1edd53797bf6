import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import type { EmbeddedPostgresOptions } from "../../src/embedded/EmbeddedPostgres.ts"
import type { FailureReason } from "../../src/embedded/EmbeddedPostgresFailed.ts"
import type { Address } from "./Fixtures.ts"

const source = fileURLToPath(new URL("StartedServer.ts", import.meta.url))

/** What the program tells: where its server is, or why there is none. */
export type Answer = Address | { readonly reason: FailureReason; readonly message: string }

/** Runs the program with a server in a process of its own, which goes with the scope. */
export const serverProgram = (
  options: EmbeddedPostgresOptions,
  user?: { readonly uid: number; readonly gid: number }
) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const args = ["--conditions=@glissade/source", "--no-warnings", source, JSON.stringify(options)]
      const child = spawn(process.execPath, args, {
        stdio: ["pipe", "pipe", "inherit"],
        detached: true,
        cwd: "/",
        ...user
      })
      child.stdin.on("error", () => {})
      const exited = once(child, "exit")
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
      const answer = lines.next().then(({ value }) => JSON.parse(value ?? "{}") as Answer)
      answer.catch(() => {})
      return { child, exited, answer }
    }),
    ({ child, exited }) =>
      Effect.promise(() => {
        child.stdin.end()
        return exited
      })
  ).pipe(
    Effect.map(({ answer, child, exited }) => ({
      answer: Effect.promise(() => answer),
      /** Where the server is; it must have started. */
      address: Effect.promise(async () => {
        const told = await answer
        if ("reason" in told) throw new Error(told.message)
        return told
      }),
      /** Sends a signal to the program and all of its process group, as a terminal does. */
      signal: (name: NodeJS.Signals) => process.kill(-child.pid!, name),
      exited: Effect.promise(() => exited)
    }))
  )
