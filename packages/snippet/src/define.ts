import { GlissadeSnippet } from "./GlissadeSnippet.ts"

if (customElements.get("glissade-snippet") === undefined) customElements.define("glissade-snippet", GlissadeSnippet)
