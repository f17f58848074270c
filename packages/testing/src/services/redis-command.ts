import { once } from "node:events";
import { connect } from "node:net";

/** Runs commands over a connection of their own and returns the last one's answer: its text, a list as JSON. */
export async function redisCommand(
  url: string,
  commands: readonly (readonly string[])[],
): Promise<string> {
  const { hostname, port, password, pathname } = new URL(url);
  const before: (readonly string[])[] = [];
  if (password !== "") before.push(["AUTH", decodeURIComponent(password)]);
  if (pathname.length > 1) before.push(["SELECT", pathname.slice(1)]);
  const all = [...before, ...commands];
  const socket = connect(Number(port) || 6379, hostname);
  socket.setTimeout(10_000, () => socket.destroy(new Error("Redis does not answer.")));
  try {
    await once(socket, "connect");
    socket.write(all.map(encode).join(""));
    let text = "";
    for await (const chunk of socket) {
      text += String(chunk);
      const answers = parse(text, all.length);
      if (answers === undefined) continue;
      const failed = answers.find((answer) => answer instanceof Error);
      if (failed !== undefined) throw failed;
      const last = answers.at(-1);
      return typeof last === "string" ? last : JSON.stringify(last);
    }
    throw new Error("Redis closed the connection.");
  } finally {
    socket.destroy();
  }
}

function encode(words: readonly string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${parts.join("")}`;
}

type Answer = string | null | Error | readonly Answer[];

/** The first `count` answers; undefined while the text is not whole. Only for answers in ASCII. */
function parse(text: string, count: number): readonly Answer[] | undefined {
  let position = 0;
  const incomplete: unique symbol = Symbol("incomplete");
  const next = (): Answer | typeof incomplete => {
    const end = text.indexOf("\r\n", position);
    if (end === -1) return incomplete;
    const kind = text[position];
    const line = text.slice(position + 1, end);
    position = end + 2;
    if (kind === "-") return new Error(line);
    if (kind === "$") {
      if (line === "-1") return null;
      const stop = position + Number(line);
      if (text.length < stop + 2) return incomplete;
      const body = text.slice(position, stop);
      position = stop + 2;
      return body;
    }
    if (kind !== "*") return line;
    const list: Answer[] = [];
    for (let index = 0; index < Number(line); index += 1) {
      const item = next();
      if (item === incomplete) return incomplete;
      list.push(item);
    }
    return list;
  };
  const answers: Answer[] = [];
  while (answers.length < count) {
    const answer = next();
    if (answer === incomplete) return undefined;
    answers.push(answer);
  }
  return answers;
}
