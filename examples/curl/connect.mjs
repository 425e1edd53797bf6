// Opens a connection, and runs a command with its id in CONNECTION_ID while it is open.
import { spawn } from "node:child_process"

const server = process.env.GLISSADE ?? "http://127.0.0.1:8787"
const [command, ...args] = process.argv.slice(2)

const socket = new WebSocket(`${server.replace("http", "ws")}/ws`)
socket.onopen = () => socket.send('{"action":"ping"}')
socket.onmessage = ({ data }) => {
  const message = JSON.parse(data)
  if (message.type !== "pong") return
  const env = { ...process.env, CONNECTION_ID: message.connection_id }
  const child = spawn(command, args, { stdio: "inherit", env })
  child.on("exit", (code) => {
    process.exitCode = code ?? 1
    socket.close()
  })
}
