import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch"
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand
} from "@aws-sdk/client-lambda"
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient
} from "@aws-sdk/client-sqs"
import { zipSync } from "fflate"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { clientConfig, credentials, Emulator, region } from "./Emulator.ts"
import { infraFolder } from "./Tools.ts"

let emulator: Emulator
let folder: string
let settings: { readonly endpoint: string } & typeof clientConfig

beforeAll(async () => {
  emulator = await Emulator.start()
  settings = { ...clientConfig, endpoint: emulator.url }
  folder = mkdtempSync(join(tmpdir(), "glissade-operate-"))
  const deployment = { region, account: "000000000000", assume_role_arn: "arn:aws:iam::000000000000:role/operator" }
  writeFileSync(join(folder, "dev.json"), `${JSON.stringify({ deployment, service: {} }, undefined, 2)}\n`)
})

afterAll(() => {
  emulator.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program as an operator would. */
const operate = (program: string, ...args: ReadonlyArray<string>): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn("node", [`operate/${program}.ts`, "dev", ...args], {
      cwd: infraFolder,
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        ...credentials,
        AWS_ENDPOINT_URL: emulator.url,
        GLISSADE_ENVIRONMENTS_FOLDER: folder
      },
      stdio: ["ignore", "pipe", "pipe"]
    })
    let stdout = ""
    let stderr = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  })

describe("deadLetters", () => {
  const jobOf = (number: number, submittedAt: number) => ({
    job_id: `00000000-0000-7000-8000-00000000000${number}`,
    attempt: 1,
    connection_id: number < 3 ? "connection-a" : "connection-b",
    execution: { language: "python", code: "print('of somebody')", stdin: "", args: [], files: [], limits: {} },
    submitted_at: submittedAt
  })

  let sqs: SQSClient
  let executionsUrl: string

  const createQueue = async (name: string, attributes: Record<string, string> = {}) => {
    const { QueueUrl = "" } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: { FifoQueue: "true", ...attributes } })
    )
    return QueueUrl
  }

  beforeAll(async () => {
    sqs = new SQSClient(settings)
    const deadUrl = await createQueue("glissade-dev-dead-letters.fifo")
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ["QueueArn"] })
    )
    executionsUrl = await createQueue("glissade-dev-executions.fifo", {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: Attributes?.["QueueArn"], maxReceiveCount: 1 })
    })
    const bodies = [
      ["connection-a", JSON.stringify(jobOf(1, Date.now()))],
      ["connection-a", JSON.stringify(jobOf(2, Date.now()))],
      ["connection-b", JSON.stringify(jobOf(3, Date.now() - 3 * 60 * 60_000))],
      ["nobody", "this is no job"]
    ] as const
    for (const [index, [group, body]] of bodies.entries()) {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: executionsUrl,
          MessageBody: body,
          MessageGroupId: group,
          MessageDeduplicationId: String(index),
          MessageAttributes: { traceparent: { DataType: "String", StringValue: `00-${index}` } }
        })
      )
    }
    // Received once without success, each becomes a dead letter when the queue is asked again.
    await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: executionsUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 })
    )
    await sqs.send(new ReceiveMessageCommand({ QueueUrl: executionsUrl }))
  })

  afterAll(() => sqs.destroy())

  const idOf = (listed: string, text: string): string =>
    /^\S+/.exec(listed.split("\n").find((line) => line.includes(text)) ?? "")?.[0] ?? ""

  it("follows dead letters from the list to their end", async () => {
    expect(await operate("deadLetters", "count")).toEqual({
      code: 0,
      stdout: "4 dead letters in glissade-dev-dead-letters.fifo\n",
      stderr: ""
    })

    const listed = await operate("deadLetters", "list")
    expect(listed).toMatchObject({ code: 0, stderr: "" })
    expect(listed.stdout).toContain("4 dead letters listed")
    expect(listed.stdout).not.toMatch(/somebody|connection-a|this is/)
    expect(listed.stdout).toMatch(/0003 +python +older than any connection\n/)
    expect(listed.stdout).toMatch(/- +- +no job\n/)

    const first = idOf(listed.stdout, "0000001")
    const shown = await operate("deadLetters", "show", first)
    expect(shown.stdout).toContain("attribute traceparent  00-0")
    expect(shown.stdout).not.toContain("somebody")
    expect((await operate("deadLetters", "show", first, "--body")).stdout).toContain("print('of somebody')")

    const unread = idOf(listed.stdout, "no job")
    expect(await operate("deadLetters", "delete", unread)).toEqual({
      code: 0,
      stdout: `deleted: ${unread}\n`,
      stderr: ""
    })
    expect(await operate("deadLetters", "show", unread)).toMatchObject({
      code: 1,
      stderr: `There is no dead letter ${unread}\n`
    })

    const sent = await operate("deadLetters", "send-again", "all")
    expect(sent.code).toBe(1)
    expect(sent.stdout).toMatch(/^sent again: .*0001.*\nsent again: .*0002.*\n2 dead letters sent again\n$/)
    expect(sent.stderr).toMatch(/^not sent: .*0003.*--old sends it\n1 dead letter not sent\n$/)

    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: executionsUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["MessageGroupId", "MessageDeduplicationId"],
        MessageAttributeNames: ["All"]
      })
    )
    expect(Messages.map(({ Body = "{}" }) => (JSON.parse(Body) as { job_id: string }).job_id.at(-1))).toEqual([
      "1",
      "2"
    ])
    expect(Messages[0]).toMatchObject({
      Attributes: { MessageGroupId: "connection-a", MessageDeduplicationId: `again-${first}` },
      MessageAttributes: { traceparent: { DataType: "String", StringValue: "00-0" } }
    })

    expect((await operate("deadLetters", "count")).stdout).toContain("1 dead letter in")
    expect(await operate("deadLetters", "delete", "all")).toMatchObject({ code: 2, stdout: "" })
    expect(await operate("deadLetters", "delete", "all", "--yes")).toMatchObject({
      code: 0,
      stdout: "1 dead letter deleted\n"
    })
    expect((await operate("deadLetters", "count")).stdout).toContain("0 dead letters in")
  })

  it("shows what is wrong with a command line", async () => {
    for (const args of [[], ["look"], ["list", "--yes"], ["show"], ["send-again", "1"], ["delete", "all", "all"]]) {
      const { code, stderr } = await operate("deadLetters", ...args)
      expect({ code, usage: stderr.includes("node operate/deadLetters.ts <environment>") }).toEqual({
        code: 2,
        usage: true
      })
    }
  })
})

describe("releases and rollback", () => {
  beforeAll(async () => {
    const lambda = new LambdaClient(settings)
    const zip = zipSync({ "index.mjs": new TextEncoder().encode("export const handler = () => 1") })
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: "glissade-dev-api",
        Role: "arn:aws:iam::000000000000:role/none",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Code: { ZipFile: zip }
      })
    )
    for (const release of ["0.1.0+aaaaaaaa", "0.1.0+bbbbbbbb", "0.2.0+cccccccc"]) {
      const Description = `Glissade ${release}`
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "glissade-dev-api", Description }))
      await lambda.send(new PublishVersionCommand({ FunctionName: "glissade-dev-api", Description }))
    }
    await lambda.send(
      new CreateAliasCommand({
        FunctionName: "glissade-dev-api",
        Name: "live",
        FunctionVersion: "2",
        RoutingConfig: { AdditionalVersionWeights: { 3: 0.1 } }
      })
    )
    lambda.destroy()
  })

  it("lists releases, finds one, pins it and lets it go", async () => {
    const listed = await operate("releases", "list")
    expect(listed).toMatchObject({ code: 0, stderr: "" })
    expect(listed.stdout).toMatch(
      /^glissade-dev-api\n {2}VERSION .*\n {2}3 .*Glissade 0\.2\.0\+cccccccc .* 10 %\n {2}2 .*\+bbbbbbbb .* 90 %\n {2}1 .*\+aaaaaaaa .*=\n/
    )
    expect(listed.stdout).toContain("glissade-dev-worker: does not exist")
    expect(await operate("releases", "live")).toEqual({ code: 0, stdout: '{"api":"2"}\n', stderr: "" })
    expect(await operate("releases", "of", "0.1.0+aaaaaaaa")).toEqual({ code: 0, stdout: '{"api":"1"}\n', stderr: "" })
    expect(await operate("releases", "of", "0.3.0")).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "No function has a version of release 0.3.0. There are:\n  0.2.0+cccccccc\n  0.1.0+bbbbbbbb\n  0.1.0+aaaaaaaa\n"
    })

    const before = readFileSync(join(folder, "dev.json"), "utf8")
    const rolledBack = await operate("rollback", "0.1.0+aaaaaaaa")
    expect(rolledBack.code).toBe(0)
    expect(rolledBack.stdout).toContain(
      `GLISSADE_ENVIRONMENT=dev GLISSADE_ENVIRONMENTS_FOLDER=${folder} npx cdktf deploy '*'`
    )
    expect(JSON.parse(readFileSync(join(folder, "dev.json"), "utf8"))).toMatchObject({
      service: { live_versions: { api: "1" } }
    })
    await operate("rollback", "newest")
    expect(readFileSync(join(folder, "dev.json"), "utf8")).toBe(before)

    expect((await operate("releases", "prune", "--keep", "1")).code).toBe(2)
    expect(await operate("releases", "prune", "--keep", "1", "--yes")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^glissade-dev-api 1 .*\n1 version deleted, 0\.0 MB\n$/)
    })
    expect((await operate("releases", "list")).stdout).not.toContain("aaaaaaaa")
  })
})

describe("watch", () => {
  it("ends with 1 when an alarm is in ALARM", async () => {
    const cloudwatch = new CloudWatchClient(settings)
    const AlarmName = "glissade-dev-dead-letters"
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: "AWS/SQS",
        MetricName: "ApproximateNumberOfMessagesVisible",
        Statistic: "Maximum",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: "GreaterThanThreshold"
      })
    )
    const setState = (StateValue: "OK" | "ALARM") =>
      cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "the test says so" }))
    await setState("OK")
    expect(await operate("watch", "--minutes", "0.01")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Z glissade-dev-dead-letters OK\nno alarm in 0\.01 min\n$/)
    })
    await setState("ALARM")
    expect(await operate("watch")).toMatchObject({
      code: 1,
      stderr: "glissade-dev-dead-letters is in ALARM: the test says so\n"
    })
    cloudwatch.destroy()
  })
})
