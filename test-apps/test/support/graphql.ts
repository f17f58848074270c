import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";

export interface Subscription {
  /** Resolves when an event came. */
  event(): Promise<void>;
  leave(): Promise<void>;
}

export async function postJson(url: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  await response.arrayBuffer();
}

/** A persisted query: unknown, made known, known. */
export async function askByHash(url: string, document: string): Promise<void> {
  const query = `${document} # ${randomUUID()}`;
  const sha256Hash = createHash("sha256").update(query).digest("hex");
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  for (const request of [{ extensions }, { query, extensions }, { extensions }])
    await postJson(url, request);
}

/** As graphql-sse does. */
export async function subscribeByEvents(url: string, query: string): Promise<Subscription> {
  const response = await fetch(`${url}?query=${encodeURIComponent(query)}`, {
    headers: { accept: "text/event-stream" },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let received = "";
  return {
    event: async () => {
      while (!received.includes("event: next")) {
        const chunk = await reader?.read();
        if (chunk?.value === undefined) throw new Error(`The subscription ended: ${received}`);
        received += chunk.value;
      }
    },
    leave: async () => await reader?.cancel(),
  };
}

/** As graphql-ws does. */
export async function subscribeBySocket(url: string, query: string): Promise<Subscription> {
  const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws");
  const message = async (wanted: string): Promise<void> =>
    await new Promise((resolve, reject) => {
      const fail = (): void => reject(new Error(`The WebSocket ended before "${wanted}" came.`));
      socket.addEventListener("close", fail);
      socket.addEventListener("error", fail);
      socket.addEventListener("message", ({ data }) => {
        const { type } = JSON.parse(String(data)) as { readonly type: string };
        if (type === wanted) resolve();
      });
    });
  const acknowledged = message("connection_ack");
  socket.addEventListener("open", () => socket.send('{"type":"connection_init"}'));
  await acknowledged;
  const next = message("next");
  // Awaited by the caller, and not before it asks for the event.
  next.catch(() => {});
  socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query } }));
  return {
    event: async () => await next,
    leave: async () => {
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}
