import { effect } from "@preact/signals-core"
import { render } from "preact"
import { App, start } from "./App.tsx"
import { loadRest } from "./LoadRest.ts"
import "virtual:icons.css"
import "./styles/base.css"
import "./styles/controls.css"
import "./styles/program.css"
import "./styles/output.css"
import "./styles/ansi.css"
import "./styles/small.css"

// The page is small enough to be rendered as a whole on every change.
const place = document.getElementById("app")!
effect(() => render(<App />, place))
start()
loadRest()
