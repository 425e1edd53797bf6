import * as Logger from "effect/Logger"

/** One JSON object per line, as CloudWatch expects. Apart from `Telemetry`, so that a function without a collector does not carry its exporter. */
export const layerLogs = Logger.layer([Logger.consoleJson])
