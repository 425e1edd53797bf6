// Copies the built page into the server's package, which serves it when it is used without the repository.
import { cpSync, existsSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"

const built = fileURLToPath(new URL("../web/dist", import.meta.url))
const page = fileURLToPath(new URL("../packages/server/page", import.meta.url))

if (!existsSync(built)) {
  process.stderr.write("The page is not built: npm run build makes it.\n")
  process.exit(1)
}
rmSync(page, { recursive: true, force: true })
cpSync(built, page, { recursive: true })
