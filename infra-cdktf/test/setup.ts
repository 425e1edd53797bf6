import { afterAll } from "vitest"
import { removeFolders } from "../evaluate/Folders.ts"

afterAll(removeFolders)
