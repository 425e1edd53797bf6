import icons from "virtual:tool-icons.css?inline"
import { adopt } from "./Adopt.ts"
import tools from "./tools.css?inline"

// Whatever has such a button imports this module.
adopt(icons + tools)
