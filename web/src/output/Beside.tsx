import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { Compiled } from "./Compiled.tsx"
import { Diagnostics } from "./Diagnostics.tsx"
import { Faster } from "./Faster.tsx"
import { Pictures } from "./Pictures.tsx"

/** What a result has beside its output. */
export const Beside = ({ onRun, ...result }: ExecutionResult & { readonly onRun: () => void }) => (
  <>
    {result.compile && <Compiled {...result.compile} />}
    <Faster {...result} onRun={onRun} />
    {result.artifacts && <Pictures pictures={result.artifacts} />}
    {result.diagnostics?.[0] && <Diagnostics diagnostics={result.diagnostics} language={result.language} />}
  </>
)
