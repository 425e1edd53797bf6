import { describe, expect, it } from "vitest"
import { readCaller } from "../../settings/Caller.ts"
import { messageOf } from "./Refusals.ts"

describe("readCaller", () => {
  it("is for dev, with the repository's folders, on AWS, where nothing is set", () => {
    expect(readCaller({}, "/repository/infra-cdktf")).toEqual({
      environment: "dev",
      environmentsFolder: "/repository/infra-cdktf/environments",
      lambdaFolder: "/repository/dist/lambda",
      endpointUrl: null
    })
  })

  it("takes what is set", () => {
    expect(
      readCaller({
        GLISSADE_ENVIRONMENT: "prod",
        GLISSADE_ENVIRONMENTS_FOLDER: "/elsewhere/environments",
        GLISSADE_LAMBDA_FOLDER: "/elsewhere/lambda",
        AWS_ENDPOINT_URL: "http://127.0.0.1:4566"
      })
    ).toEqual({
      environment: "prod",
      environmentsFolder: "/elsewhere/environments",
      lambdaFolder: "/elsewhere/lambda",
      endpointUrl: "http://127.0.0.1:4566"
    })
  })

  it("takes an empty variable for one that is not set", () => {
    expect(readCaller({ GLISSADE_ENVIRONMENT: "", GLISSADE_LAMBDA_FOLDER: "", AWS_ENDPOINT_URL: "" })).toEqual(
      readCaller({})
    )
  })

  it("takes a slash off the end of an emulator's address, as the variable demands", () => {
    expect(readCaller({ AWS_ENDPOINT_URL: "http://127.0.0.1:4566//" }).endpointUrl).toBe("http://127.0.0.1:4566")
  })

  it.for(["GLISSADE_ENVIROMENT", "GLISSADE_JWT_ISSUER", "GLISSADE_STATE_BUCKET", "GLISSADE_"])(
    "refuses %s, which is no variable of the stack: a typing error deploys nothing",
    (name) => {
      expect(messageOf(() => readCaller({ [name]: "prod" }))).toContain(
        `${name} is no variable of the stack: there are GLISSADE_ENVIRONMENT, GLISSADE_ENVIRONMENTS_FOLDER, GLISSADE_LAMBDA_FOLDER`
      )
    }
  )

  it("leaves the variables of others alone", () => {
    expect(readCaller({ PATH: "/bin", AWS_REGION: "eu-west-1", TF_VAR_web: "false" })).toEqual(readCaller({}))
  })

  it.for(["localhost", "127.0.0.1:4566", "file:///tmp", "localhost:4566"])("refuses an emulator at %s", (url) => {
    expect(messageOf(() => readCaller({ AWS_ENDPOINT_URL: url }))).toContain("AWS_ENDPOINT_URL")
  })

  it("names everything that is wrong at once", () => {
    expect(
      messageOf(() => readCaller({ GLISSADE_ENVIROMENT: "prod", GLISSADE_WEB: "off", AWS_ENDPOINT_URL: "localhost" }))
    ).toMatch(/GLISSADE_ENVIROMENT[^]*GLISSADE_WEB[^]*AWS_ENDPOINT_URL/)
  })
})
