import { signal } from "@preact/signals-core"
import type { FunctionComponent } from "preact"

/** A component that is loaded when it is first shown. Until then, or if it cannot be loaded, nothing is rendered. */
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
