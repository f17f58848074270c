import { setTimeout as sleep } from "node:timers/promises";

const longestMilliseconds = 5000;

/**
 * Sends operations over one WebSocket, as graphql-ws does, and returns the messages with their answers in the order of
 * the operations. Closes when there are `answers` of them, and not before `stayMilliseconds` have passed.
 */
export async function askOperations(port, operations, { answers = 0, stayMilliseconds = 0 }) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, "graphql-transport-ws");
  const messages = [];
  try {
    await new Promise((resolve, reject) => {
      const late = () => reject(new Error(`only ${messages.length} of ${answers} answers came`));
      AbortSignal.timeout(longestMilliseconds).addEventListener("abort", late);
      socket.addEventListener("error", () => reject(new Error("the WebSocket broke")));
      socket.addEventListener("close", () => reject(new Error("the WebSocket was closed")));
      socket.addEventListener("open", () => socket.send('{"type":"connection_init"}'));
      socket.addEventListener("message", ({ data }) => {
        const message = JSON.parse(data);
        if (message.type === "connection_ack") subscribe(socket, operations);
        else messages.push(message);
        if (messages.length >= answers) resolve();
      });
    });
    await sleep(stayMilliseconds);
  } finally {
    socket.close();
  }
  return messages.toSorted((a, b) => a.id - b.id);
}

function subscribe(socket, operations) {
  for (const [index, [query, variables]] of operations.entries()) {
    const message = { id: String(index), type: "subscribe", payload: { query, variables } };
    socket.send(JSON.stringify(message));
  }
}
