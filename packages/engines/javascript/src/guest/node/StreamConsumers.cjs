const { Buffer } = require("./Buffer.cjs")

const buffer = async (stream) => {
  const chunks = []
  for await (const chunk of stream) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk)
  return Buffer.concat(chunks)
}
const text = async (stream) => (await buffer(stream)).toString()

module.exports = {
  arrayBuffer: async (stream) => new Uint8Array(await buffer(stream)).buffer,
  bytes: async (stream) => new Uint8Array(await buffer(stream)),
  buffer,
  json: async (stream) => JSON.parse(await text(stream)),
  text
}
