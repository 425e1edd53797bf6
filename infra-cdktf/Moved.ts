/**
 * Where the stack of 0.1.0 had what is elsewhere now, by type. Without these Terraform would make an alarm under the name of one that it
 * deletes, in no order.
 */
const moved: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_cloudwatch_metric_alarm: {
    "observability_api-errors_6014FE00": "alarms_api-errors_641026E7",
    "observability_api-throttles_249B0A60": "alarms_api-throttles_1A6C98B7",
    "observability_authorizer-errors_DCBB9931": "alarms_authorizer-errors_9A12300B",
    "observability_authorizer-throttles_3E40B0A1": "alarms_authorizer-throttles_0FCC7614",
    "observability_dead-letters_C690AA14": "alarms_dead-letters_63799357",
    "observability_execute-errors_60069594": "alarms_execute-errors_9DDC51AB",
    "observability_execute-throttles_B420AC65": "alarms_execute-throttles_E10338E9",
    "observability_http-faults_4707A87F": "alarms_http-faults_53E290F9",
    "observability_oldest-message_D82B0037": "alarms_jobs-wait_1E48B388",
    "observability_websocket-errors_BDEA97F2": "alarms_websocket-errors_38AAEE11",
    "observability_websocket-throttles_3AE0A7FB": "alarms_websocket-throttles_70EB4E02",
    "observability_worker-errors_F18F4DFF": "alarms_worker-errors_F6261CE9",
    "observability_worker-throttles_DC1D72F6": "alarms_worker-throttles_A0CF7F1F"
  },
  aws_cloudwatch_dashboard: { observability_dashboard_FADF3BBC: "dashboard_9E73CAB7" }
}

/** Terraform's `moved` blocks. */
export const movedBlocks = Object.entries(moved).flatMap(([type, names]) =>
  Object.entries(names).map(([from, to]) => ({ from: `${type}.${from}`, to: `${type}.${to}` }))
)
