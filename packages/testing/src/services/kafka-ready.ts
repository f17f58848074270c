import { once } from "node:events";
import { connect } from "node:net";

const group = "promenade-readiness";
const unknownMember = 25;

/**
 * Whether a broker serves clients and groups. It accepts connections long before, and on a new broker the first group has to
 * wait until the topic of the offsets was made and loaded: clients take "the coordinator is loading" for an error.
 */
export async function isKafkaReady(port: number): Promise<boolean> {
  if ((await ask(port, keys.apiVersions)) !== 0) return false;
  if ((await ask(port, keys.findCoordinator, text(group))) !== 0) return false;
  // A heartbeat of nobody: a coordinator that has loaded knows that.
  const heartbeat = [text(group), Buffer.alloc(4), text("nobody")];
  return (await ask(port, keys.heartbeat, ...heartbeat)) === unknownMember;
}

const keys = { findCoordinator: 10, heartbeat: 12, apiVersions: 18 } as const;
const correlation = 7;

/** Sends a request of version 0 without a client id; in the answers of all three the error code comes first. */
async function ask(port: number, key: number, ...body: readonly Buffer[]): Promise<number> {
  const head = Buffer.alloc(14);
  const size = body.reduce((sum, { length }) => sum + length, head.length - 4);
  head.writeInt32BE(size, 0);
  head.writeInt16BE(key, 4);
  head.writeInt32BE(correlation, 8);
  head.writeInt16BE(-1, 12);
  const socket = connect(port, "127.0.0.1");
  socket.setTimeout(2000, () => socket.destroy(new Error("no answer")));
  // Docker accepts connections for a container that does not listen yet, and closes them in order.
  socket.once("end", () => socket.destroy(new Error("closed without an answer")));
  socket.write(Buffer.concat([head, ...body]));
  try {
    const [answer] = (await once(socket, "data")) as [Buffer];
    return answer.readInt32BE(4) === correlation ? answer.readInt16BE(8) : -1;
  } finally {
    socket.destroy();
  }
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
