// Loaded before a block runs (`node --import`). Pages say `localhost:9464`; on a machine that tests, other programs may
// have those ports, so each page gets free ones, and sees them under the numbers that it names.
import net from "node:net";

/** The ports that pages name, and where they really are: `DOCS_PORTS='{"9464":41234}'`. */
const ports = new Map<number, number>(
  Object.entries(JSON.parse(process.env["DOCS_PORTS"] ?? "{}") as Record<string, number>).map(
    ([name, free]) => [Number(name), free],
  ),
);

interface Address {
  readonly port?: number | string | null | undefined;
  readonly host?: string | undefined;
}

function real({ port, host, ...rest }: Address): Address {
  const free = ports.get(Number(port));
  if (free === undefined || (host !== undefined && !isHere(host))) return { port, host, ...rest };
  return { ...rest, port: free, host: "127.0.0.1" };
}

/** This machine, and the addresses of it that pages make up. */
function isHere(host: string): boolean {
  return ["localhost", "127.0.0.1", "::1", "0.0.0.0", "::", "10.0.0.7"].includes(host);
}

/** What `server.address()` gives: the port that the page names, as if the server had it. */
function shown(address: unknown): unknown {
  if (typeof address !== "object" || address === null || !("port" in address)) return address;
  const [port] = [...ports].find(([, free]) => free === address.port) ?? [address.port];
  return { ...address, port };
}

type Call = (this: unknown, ...args: unknown[]) => unknown;

/** The first arguments of `listen` and `connect`, in any of their forms, with the real address. */
function moved([first, second, ...rest]: readonly unknown[]): readonly unknown[] {
  // The form that `net.connect()` hands on.
  if (Array.isArray(first)) {
    first[0] = real(first[0] as Address);
    return [first, second, ...rest];
  }
  if (typeof first === "object" && first !== null) return [real(first), second, ...rest];
  if (typeof first !== "number") return [first, second, ...rest];
  const isHost = typeof second === "string";
  return [
    real({ port: first, ...(isHost ? { host: second } : {}) }),
    ...(isHost ? [] : [second]),
    ...rest,
  ];
}

type Wrap = (
  original: (...args: readonly unknown[]) => unknown,
  args: readonly unknown[],
) => unknown;

function replace(target: object, name: string, wrap: Wrap): void {
  const original = Reflect.get(target, name) as Call;
  const replacement: Call = function (...args) {
    return wrap((...changed) => Reflect.apply(original, this, changed), args);
  };
  Reflect.set(target, name, replacement);
}

replace(net.Server.prototype, "listen", (listen, args) => listen(...moved(args)));
replace(net.Server.prototype, "address", (address) => shown(address()));
replace(net.Socket.prototype, "connect", (connect, args) => connect(...moved(args)));
