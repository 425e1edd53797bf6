/** Writes `docs/costs.md`: `npm run costs` in infra-cdktf. It needs Terraform, and no account. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { evaluated } from "../evaluate/Evaluations.ts"
import { fixedOf } from "./Fixed.ts"
import { costsPage } from "./Page.ts"

writeFileSync(
  join(import.meta.dirname, "../../docs/costs.md"),
  costsPage(fixedOf(evaluated.plain), fixedOf(evaluated.full))
)
