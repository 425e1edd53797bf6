/** What is used of the SDK for API Gateway's connections. The bundler puts it and what it needs into a chunk of its own. */
export { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi"
