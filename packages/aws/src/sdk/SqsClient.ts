/** The parts of the SDK for SQS that are used. The bundler puts them into a chunk of their own. */
export {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient
} from "@aws-sdk/client-sqs"
