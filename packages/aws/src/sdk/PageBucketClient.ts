/** The parts of the SDK for S3 that the upload of the page uses. The bundler puts them into a chunk of their own. */
export {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client
} from "@aws-sdk/client-s3"
