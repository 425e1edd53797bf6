import type { NativeReport } from "@glissade/api/Health"
import type { NativeHost } from "@glissade/core/NativeRuntimes"
import type { NativePrograms } from "./NativeConfig.ts"

/** Tells whether programs run natively, each time that it is asked, given the settings and what runs them. */
export const reportNative =
  (programs: NativePrograms, hostOf: () => NativeHost | undefined): (() => NativeReport) =>
  () => {
    const host = hostOf()
    if (programs.type === "off") return { status: "off", reason: programs.reason ?? "NATIVE=off" }
    if (host?.isAway === true)
      return { status: "away", reason: "the runner does not answer: the server's log says why" }
    if (host === undefined || !host.isKnown) return { status: "starting" }
    const languages = host.runtimes.map(({ language, version }) => `${language} ${version}`)
    return { status: "on", isolation: host.isolation, languages }
  }
