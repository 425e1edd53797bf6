import deploy from "./vitest.config.deploy.ts"

/** Everything that is tried on an emulator, which takes too long for each change: `npm run test:deploy:all`. */
export default { ...deploy, test: { ...deploy.test, name: "deploy-all", exclude: [] } }
