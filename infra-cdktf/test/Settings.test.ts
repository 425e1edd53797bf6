import { describe, expect, it } from "vitest"
import { readBundles } from "../Bundles.ts"
import { readSettings } from "../Settings.ts"

describe("readSettings", () => {
  it("makes dev with local state and no authorizers of nothing", () => {
    expect(readSettings({})).toMatchObject({
      name: "dev",
      state: { type: "local" },
      jwt: undefined,
      corsOrigins: [],
      xray: false,
      web: true,
      resultStore: false,
      gatewayLogRole: true,
      endpointUrl: undefined
    })
  })

  it("takes an empty variable for one that is not set", () => {
    expect(
      readSettings({ GLISSADE_ENVIRONMENT: "", GLISSADE_JWT_ISSUER: "", GLISSADE_STATE_BUCKET: "" })
    ).toMatchObject({
      name: "dev",
      state: { type: "local" },
      jwt: undefined
    })
  })

  it("keeps state in a bucket that is named, in the region of everything else", () => {
    expect(readSettings({ GLISSADE_STATE_BUCKET: "states", AWS_REGION: "eu-west-1" }).state).toEqual({
      type: "s3",
      bucket: "states",
      region: "eu-west-1"
    })
  })

  it.for([
    [{ GLISSADE_ENVIRONMENT: "production" }, "GLISSADE_ENVIRONMENT"],
    [{ GLISSADE_ENVIRONMENT: "toString" }, "GLISSADE_ENVIRONMENT"],
    [{ GLISSADE_JWT_ISSUER: "https://login.example.org" }, "GLISSADE_JWT_AUDIENCE"],
    [{ GLISSADE_JWT_ISSUER: "login.example.org", GLISSADE_JWT_AUDIENCE: "glissade" }, "https://"],
    [{ GLISSADE_CORS_ORIGINS: "https://example.org/" }, "GLISSADE_CORS_ORIGINS"],
    [{ GLISSADE_CORS_ORIGINS: "*" }, "GLISSADE_CORS_ORIGINS"],
    [{ GLISSADE_STATE: "s3" }, "GLISSADE_STATE_BUCKET"],
    [{ GLISSADE_STATE_BUCKET: "states" }, "GLISSADE_STATE_REGION"],
    [{ GLISSADE_STATE: "cloud" }, "GLISSADE_STATE"],
    [{ GLISSADE_XRAY: "true" }, "GLISSADE_XRAY"],
    [{ GLISSADE_RESULT_STORE: "s3" }, "GLISSADE_RESULT_STORE"],
    [{ GLISSADE_OTLP_ENDPOINT: "collector:4318" }, "GLISSADE_OTLP_ENDPOINT"],
    [{ AWS_ENDPOINT_URL: "localhost" }, "AWS_ENDPOINT_URL"]
  ] as const)("names what is wrong with %j", ([variables, named]) => {
    expect(() => readSettings(variables)).toThrow(named)
  })

  it("takes an issuer without TLS for an emulator without TLS alone", () => {
    const jwt = { GLISSADE_JWT_ISSUER: "http://127.0.0.1:9000", GLISSADE_JWT_AUDIENCE: "glissade" }
    expect(readSettings({ ...jwt, AWS_ENDPOINT_URL: "http://127.0.0.1:4566" }).jwt?.issuer).toBe(
      jwt.GLISSADE_JWT_ISSUER
    )
    expect(() => readSettings({ ...jwt, AWS_ENDPOINT_URL: "https://vpce.example.org" })).toThrow("https://")
  })

  it("names everything that is wrong at once", () => {
    expect(() => readSettings({ GLISSADE_ENVIRONMENT: "test", GLISSADE_WEB: "no" })).toThrow(
      /GLISSADE_ENVIRONMENT[^]*GLISSADE_WEB/
    )
  })
})

describe("readBundles", () => {
  it("says what to run where there are none", () => {
    expect(() => readBundles("/nowhere")).toThrow("npm run build")
  })
})
