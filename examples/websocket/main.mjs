// Runs a program over the WebSocket alone, without the client library. It works in a browser's console too.
const server = globalThis.process?.env.GLISSADE ?? "http://127.0.0.1:8787"

const socket = new WebSocket(`${server.replace("http", "ws")}/ws`)
socket.onopen = () => socket.send('{"action":"ping"}')
socket.onmessage = async ({ data }) => {
  const message = JSON.parse(data)
  console.log(message)
  if (message.type === "result") socket.close()
  if (message.type !== "pong") return
  const answer = await fetch(`${server}/execute/async`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code: "for n in range(3): print(n)", connection_id: message.connection_id })
  })
  if (answer.ok) return
  // No run comes of it, and the answer says why.
  console.log(await answer.json())
  socket.close()
}
