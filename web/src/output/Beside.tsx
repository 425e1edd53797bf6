import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { Diagnostics } from "./Diagnostics.tsx"
import { Pictures } from "./Pictures.tsx"

/** What a result has beside its output. */
export const Beside = ({ artifacts, diagnostics = [], language }: ExecutionResult) => (
  <>
    {artifacts && <Pictures pictures={artifacts} />}
    {diagnostics.length > 0 && <Diagnostics diagnostics={diagnostics} language={language} />}
  </>
)
