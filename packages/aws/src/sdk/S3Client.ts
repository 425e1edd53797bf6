/** The parts of the SDK for S3 that are used. The bundler puts them into a chunk of their own. */
export { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
