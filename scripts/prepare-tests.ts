/** Builds what the tests look at: the page, and where `CI` is set the functions that the deployment test deploys. */
import "./build-page.ts"

if (process.env.CI !== undefined) await import("./build-lambda.ts")
