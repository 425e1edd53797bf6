/** What is used of the SDK for SQS. The bundler puts it and what it needs into a chunk of its own. */
export {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient
} from "@aws-sdk/client-sqs"
