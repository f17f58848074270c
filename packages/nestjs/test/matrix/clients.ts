import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { callApp, type Answer } from "../support/app.ts";
import type { Scenario } from "./scenarios.ts";

/** What a client sees of a scenario: everything but the clock. */
export async function perform(port: number, scenario: Scenario): Promise<Answer> {
  const { method, path, options = {}, raw } = scenario;
  if (raw !== undefined)
    return { status: 0, headers: {}, body: (await exchange(port, raw)).replace(/^Date:.*$/im, "") };
  const { status, headers, body } = await callApp(port, method, path, options);
  const { date: _date, ...rest } = headers;
  // How many events come before the client leaves is a matter of luck.
  return { status, headers: rest, body: body.replace(/(data: 0\n\n)[\s\S]*/, "$1") };
}

/** Sends one message of Nest's TCP transport and gives the answers to it. */
export async function sendMessage(port: number, pattern: unknown, data: unknown): Promise<string> {
  const text = JSON.stringify({ pattern, data, id: "1" });
  return await exchange(port, `${text.length}#${text}`);
}

/** Sends one event, to which no answer comes. */
export async function sendEvent(port: number, pattern: string): Promise<string> {
  const text = JSON.stringify({ pattern, data: {} });
  return await exchange(port, `${text.length}#${text}`);
}

/** Sends messages to a gateway, one after another, and gives the answers. */
export async function chat(
  port: number,
  messages: readonly { readonly event: string; readonly data: unknown }[],
  whileOpen: () => Promise<void> = async () => {},
): Promise<readonly string[]> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  const answers: string[] = [];
  socket.addEventListener("message", ({ data }) => void answers.push(String(data)));
  await once(socket, "open");
  for (const message of messages) socket.send(JSON.stringify(message));
  await sleep(200);
  await whileOpen();
  socket.close();
  await once(socket, "close");
  return answers;
}

async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk.toString();
  });
  socket.on("error", () => {});
  socket.write(text);
  await sleep(200);
  socket.destroy();
  return received;
}
