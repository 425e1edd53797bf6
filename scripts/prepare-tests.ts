/** Builds what the tests need: the page, the engines, and if `CI` is set the functions for the deployment test. */
import "./build-page.ts"
import "./build-engines.ts"

if (process.env.CI !== undefined) await import("./build-lambda.ts")
