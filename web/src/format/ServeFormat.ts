import type { FormatAnswer, FormatRequest } from "./FormatMessage.ts"

/** Answers the one request of a worker. What a formatter throws is told as a fault of the program by `describe`. */
export const serve = (
  format: (request: FormatRequest) => Promise<string> | string,
  describe: (thrown: unknown, request: FormatRequest) => { readonly why: string; readonly line?: number | undefined }
): void => {
  addEventListener("message", async ({ data }: MessageEvent<FormatRequest>) => {
    const answer = async (): Promise<FormatAnswer> => {
      try {
        return { type: "formatted", text: await format(data) }
      } catch (thrown) {
        return { type: "fault", ...describe(thrown, data) }
      }
    }
    postMessage(await answer())
  })
}
