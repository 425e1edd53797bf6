import { assert, describe, it } from "@effect/vitest"
import * as AwsConfig from "@glissade/aws/AwsConfig"
import * as Sqs from "../src/Sqs.ts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Answer, Call } from "./FakeAws.ts"
import { accepted, addresses, fakeAws, settings } from "./FakeAws.ts"

/** Sets what AWS's SDK reads of the process's environment, and nothing else of AWS, for as long as the scope. */
const awsEnvironment = (values: Readonly<Record<string, string>>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const before = Object.entries(process.env).filter(([name]) => name.startsWith("AWS_"))
      for (const [name] of before) delete process.env[name]
      Object.assign(process.env, {
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_CONFIG_FILE: "/nowhere/config",
        AWS_SHARED_CREDENTIALS_FILE: "/nowhere/credentials",
        ...values
      })
      return before
    }),
    (before) =>
      Effect.sync(() => {
        for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name]
        Object.assign(process.env, Object.fromEntries(before))
      })
  )

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "glissade-aws-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

const write = (path: string, name: string, text: string): string => {
  writeFileSync(join(path, name), text)
  return join(path, name)
}

const soon = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()

/** SQS, and what gives out credentials, at one address. */
const isSqs = ({ target }: Call): boolean => target !== undefined

const serve = (giveCredentials: Answer) =>
  fakeAws((call, count) => (isSqs(call) ? accepted(call) : giveCredentials(call, count)))

const send = Effect.flatMap(Sqs.Sqs, (sqs) =>
  sqs.send({ body: "{}", groupId: "a", deduplicationId: "1", attributes: {} })
)

/** The access key and the region that each message was signed with. */
const signatures = (calls: ReadonlyArray<Call>) =>
  calls
    .filter(isSqs)
    .map(({ authorization }) => /Credential=(\w+)\/\d{8}\/([\w-]+)\/sqs\//.exec(authorization ?? "")!.slice(1))

/** Sends messages, with what the SDK finds, until the signatures are as they are to be; one where nothing is said. */
const signedWith = Effect.fnUntraced(function* (
  { calls, url }: { readonly calls: ReadonlyArray<Call>; readonly url: string },
  until: (signed: ReadonlyArray<ReadonlyArray<string>>) => boolean = () => true
) {
  yield* Effect.repeat(send, { until: () => until(signatures(calls)) }).pipe(
    Effect.provide(Sqs.layer.pipe(Layer.provide(AwsConfig.layer), Layer.provide(settings(addresses(url)))))
  )
  return signatures(calls)
})

describe("requests are signed with credentials", () => {
  it.live("of the environment, with the token that Lambda gives along", () =>
    Effect.gen(function* () {
      const aws = yield* serve(() => ({ status: 404 }))
      yield* awsEnvironment({
        AWS_REGION: "eu-west-1",
        AWS_ACCESS_KEY_ID: "AKIDLAMBDA",
        AWS_SECRET_ACCESS_KEY: "secret",
        AWS_SESSION_TOKEN: "token"
      })
      assert.deepStrictEqual(yield* signedWith(aws), [["AKIDLAMBDA", "eu-west-1"]])
      assert.deepStrictEqual(
        aws.calls.map(({ sessionToken }) => sessionToken),
        ["token"]
      )
    }).pipe(Effect.scoped)
  )

  it.live("of a container, which are asked for once", () =>
    Effect.gen(function* () {
      const aws = yield* serve(({ authorization, path }) =>
        path === "/credentials" && authorization === "a secret of the pod"
          ? {
              status: 200,
              body: JSON.stringify({
                AccessKeyId: "AKIDCONTAINER",
                SecretAccessKey: "secret",
                Token: "token",
                Expiration: soon(60)
              })
            }
          : { status: 403 }
      )
      yield* awsEnvironment({
        AWS_REGION: "eu-west-1",
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}/credentials`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: "a secret of the pod"
      })
      const signed = ["AKIDCONTAINER", "eu-west-1"]
      assert.deepStrictEqual(yield* signedWith(aws, ({ length }) => length === 2), [signed, signed])
      assert.strictEqual(aws.calls.length, 3)
    }).pipe(Effect.scoped)
  )

  it.live("of a container, which are asked for again before they expire", () =>
    Effect.gen(function* () {
      const aws = yield* serve((_, count) => ({
        status: 200,
        body: JSON.stringify({
          AccessKeyId: count === 1 ? "AKIDOLD" : "AKIDNEW",
          SecretAccessKey: "secret",
          Token: "token",
          Expiration: soon(count === 1 ? 1 : 60)
        })
      }))
      yield* awsEnvironment({
        AWS_REGION: "eu-west-1",
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}/credentials`
      })
      const signed = yield* signedWith(aws, (signed) => signed.at(-1)![0] === "AKIDNEW")
      assert.strictEqual(signed[0]![0], "AKIDOLD")
    }).pipe(Effect.scoped)
  )

  it.live("of a web identity, whose token is changed for them", () =>
    Effect.gen(function* () {
      const aws = yield* serve(({ body }) => {
        const asked = new URLSearchParams(body)
        if (
          asked.get("Action") !== "AssumeRoleWithWebIdentity" ||
          asked.get("WebIdentityToken") !== "a token of the pod"
        ) {
          return { status: 403 }
        }
        return {
          status: 200,
          headers: { "content-type": "text/xml" },
          body: `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
            <AssumeRoleWithWebIdentityResult>
              <AssumedRoleUser>
                <Arn>arn:aws:sts::123456789012:assumed-role/glissade/pod</Arn>
                <AssumedRoleId>AROA:pod</AssumedRoleId>
              </AssumedRoleUser>
              <Credentials>
                <AccessKeyId>AKIDIDENTITY</AccessKeyId>
                <SecretAccessKey>secret</SecretAccessKey>
                <SessionToken>token</SessionToken>
                <Expiration>${soon(60)}</Expiration>
              </Credentials>
            </AssumeRoleWithWebIdentityResult>
          </AssumeRoleWithWebIdentityResponse>`
        }
      })
      yield* awsEnvironment({
        AWS_REGION: "eu-west-1",
        AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/glissade",
        AWS_WEB_IDENTITY_TOKEN_FILE: write(yield* folder, "token", "a token of the pod"),
        AWS_ENDPOINT_URL_STS: aws.url
      })
      assert.deepStrictEqual(yield* signedWith(aws), [["AKIDIDENTITY", "eu-west-1"]])
    }).pipe(Effect.scoped)
  )

  it.live("of a profile, with its region", () =>
    Effect.gen(function* () {
      const aws = yield* serve(() => ({ status: 404 }))
      const path = yield* folder
      yield* awsEnvironment({
        AWS_PROFILE: "work",
        AWS_CONFIG_FILE: write(path, "config", "[profile work]\nregion = eu-north-1\n"),
        AWS_SHARED_CREDENTIALS_FILE: write(
          path,
          "credentials",
          "[work]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = secret\n"
        )
      })
      assert.deepStrictEqual(yield* signedWith(aws), [["AKIDPROFILE", "eu-north-1"]])
    }).pipe(Effect.scoped)
  )
})

describe("without what signs", () => {
  it.live("no region: the start fails and names the setting", () =>
    Effect.gen(function* () {
      const aws = yield* serve(() => ({ status: 404 }))
      yield* awsEnvironment({ AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "secret" })
      assert.deepInclude(yield* Effect.flip(signedWith(aws)), { _tag: "InvalidSetting", name: "AWS_REGION" })
    }).pipe(Effect.scoped)
  )

  it.live("no credentials: a request fails and says so", () =>
    Effect.gen(function* () {
      const aws = yield* serve(() => ({ status: 404 }))
      yield* awsEnvironment({ AWS_REGION: "eu-west-1" })
      const fault = yield* Effect.flip(signedWith(aws))
      assert.deepInclude(fault, { _tag: "AwsFault", code: "CredentialsProviderError" })
      assert.strictEqual(aws.calls.length, 0)
    }).pipe(Effect.scoped)
  )
})
