/** The parts of the SDK for API Gateway connections that are used. The bundler puts them into a chunk of their own. */
export { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi"
