import { signal } from "@preact/signals-core"
import type { FunctionComponent } from "preact"

/** A component that is loaded when it is first shown. Until then, and where it cannot be loaded, there is nothing in its place. */
export const lazy = <P extends object>(load: () => Promise<FunctionComponent<P>>): FunctionComponent<P> => {
  const loaded = signal<FunctionComponent<P> | undefined>(undefined)
  let isAsked = false
  return (props) => {
    if (!isAsked) {
      isAsked = true
      load().then(
        (component) => {
          loaded.value = component
        },
        () => {
          isAsked = false
        }
      )
    }
    const Loaded = loaded.value
    return Loaded === undefined ? null : <Loaded {...props} />
  }
}
