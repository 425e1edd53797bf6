/** What is used of the SDK for S3. The bundler puts it and what it needs into a chunk of its own. */
export { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3"
