/** What `web/languages.ts` reads from the engines' manifests when the page is built. */

declare module "virtual:languages" {
  /** A program to begin with. */
  export interface Example {
    readonly title: string
    readonly code: string
    readonly files?: ReadonlyArray<{ readonly name: string; readonly content: string }>
    readonly stdin?: string
  }
  export const languages: ReadonlyArray<{ readonly id: string; readonly name: string; readonly mainFile: string }>
  export const alwaysOffered: number
  export const firstExample: Example
}

declare module "virtual:examples" {
  import type { Example } from "virtual:languages"
  export const examples: Readonly<Record<string, ReadonlyArray<Example>>>
}

declare module "virtual:grammars" {
  export const grammars: Readonly<Record<string, string>>
}
