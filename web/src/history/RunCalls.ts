import type { RunPage, RunRecord as RecordSchema, RunRecordHead } from "@glissade/protocol/RunRecord"
import { call } from "../library/Calls.ts"

/** A run in the server's list, and with its program and result. */
export type RunHead = typeof RunRecordHead.Encoded
export type RunRecord = typeof RecordSchema.Encoded

export const listRuns = (cursor: string | undefined): Promise<typeof RunPage.Encoded> =>
  call("GET", `/runs?${new URLSearchParams({ limit: "30", ...(cursor !== undefined && { cursor }) })}`)

export const readRun = (id: string): Promise<RunRecord> => call("GET", `/runs/${id}`)

export const deleteRun = (id: string): Promise<void> => call("DELETE", `/runs/${id}`)

export const deleteRuns = (): Promise<void> => call("DELETE", "/runs")
