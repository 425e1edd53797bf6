import * as Data from "effect/Data"

/** A container could not be made or ended, or what makes them cannot be used here. */
export class ContainerFailed extends Data.TaggedError("ContainerFailed")<{ readonly message: string }> {}
