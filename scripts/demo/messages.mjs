import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const longestMilliseconds = 5000;

/** Asks the shop for the total of a basket over its WebSocket, and returns the answer's text. */
export async function askQuote(port, lines, stayMilliseconds = 0) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/quotes`);
  const signal = AbortSignal.timeout(longestMilliseconds);
  try {
    const failed = once(socket, "error", { signal }).then(() => {
      throw new Error("the WebSocket broke");
    });
    failed.catch(() => {});
    await Promise.race([once(socket, "open", { signal }), failed]);
    socket.send(JSON.stringify({ event: "quote", data: lines }));
    const [message] = await Promise.race([once(socket, "message", { signal }), failed]);
    await sleep(stayMilliseconds);
    return message.data;
  } finally {
    socket.close();
  }
}

/** Sends one message as Nest's TCP transport does. With an `id` it is a question, and this returns the answer. */
export async function askStock(port, { pattern, data, id = "1" }) {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  socket.setTimeout(longestMilliseconds, () => socket.destroy(new Error("no answer")));
  // A shop that ends resets its connections, also those that have got their answer.
  socket.on("error", () => {});
  const text = JSON.stringify({ pattern, data, ...(id === null ? {} : { id }) });
  socket.write(`${text.length}#${text}`);
  try {
    if (id === null) {
      await once(socket, "connect");
      return undefined;
    }
    const [answer] = await once(socket, "data");
    return answer;
  } finally {
    socket.end();
  }
}
