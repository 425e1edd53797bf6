/** Builds what the tests look at: the page, the engines, and where `CI` is set the functions that the deployment test deploys. */
import "./build-page.ts"
import "./build-engines.ts"

if (process.env.CI !== undefined) await import("./build-lambda.ts")
