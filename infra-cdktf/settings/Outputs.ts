/** The outputs of the stack and the module, with what each is. */
export const outputDescriptions = {
  release: "The release that is deployed.",
  web_url: "The page, or nothing without one: open it and press Run.",
  http_endpoint: "The HTTP API.",
  websocket_endpoint: "The WebSocket API.",
  dashboard_url: "The dashboard in the console.",
  execution_queue_url: "The queue of jobs.",
  execution_queue_arn: "ARN of the queue of jobs.",
  dead_letter_queue_url: "The queue of dead letters.",
  dead_letter_queue_arn: "ARN of the queue of dead letters.",
  http_api_id: "Id of the HTTP API.",
  http_api_execution_arn: "ARN of the HTTP API, for permissions to call it.",
  websocket_api_id: "Id of the WebSocket API.",
  websocket_api_execution_arn: "ARN of the WebSocket API, for permissions to call it.",
  distribution_id: "Id of the distribution, or nothing without a page.",
  distribution_arn: "ARN of the distribution.",
  distribution_domain_name: "Domain of the distribution, for a record of your own.",
  distribution_hosted_zone_id: "Zone of that domain.",
  urgent_alarm_arn: "ARN of the composite alarm for what somebody must act on now.",
  notice_alarm_arn: "ARN of the composite alarm for what can wait.",
  function_names: "Names of the functions: api, execute, worker, websocket, and authorizer and page where they exist.",
  function_arns: "ARNs of the functions' alias live.",
  log_group_names: "Names of the functions' log groups.",
  role_names: "Names of the functions' roles."
} as const

export type OutputName = keyof typeof outputDescriptions
