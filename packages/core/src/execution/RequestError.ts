import { describeIssues, ProblemIssue } from "@glissade/protocol/Problem"
import * as Schema from "effect/Schema"

/** Fields that cannot be taken as they are: each with its path and what to do about it. */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>()("InvalidRequest", {
  issues: Schema.Array(ProblemIssue)
}) {
  override get message() {
    return describeIssues(this.issues)
  }
}

/** Fields that are well-formed but ask for what this host does not give: an unknown language, a limit over the maximum. */
export class UnprocessableRequest extends Schema.TaggedError<UnprocessableRequest>()("UnprocessableRequest", {
  issues: Schema.Array(ProblemIssue)
}) {
  override get message() {
    return describeIssues(this.issues)
  }
}

/** A part of the request, or the whole job, is over its size. */
export class RequestTooLarge extends Schema.TaggedError<RequestTooLarge>()("RequestTooLarge", {
  path: ProblemIssue.fields.path,
  bytes: Schema.Int,
  maximumBytes: Schema.Int
}) {
  override get message() {
    const together = this.path[0] === "files" ? " together with code" : ""
    return `must be at most ${this.maximumBytes} bytes${together}, not ${this.bytes}`
  }
}

/** Which languages run natively is not known yet, since what runs them is still starting, or does not start. The same request may be repeated. */
export class NativeStarting extends Schema.TaggedError<NativeStarting>()("NativeStarting", {
  /** Whether it takes longer than a start does. */
  isLate: Schema.Boolean
}) {}

/** Nobody is connected under this connection id here. */
export class UnknownConnection extends Schema.TaggedError<UnknownConnection>()("UnknownConnection", {}) {}
