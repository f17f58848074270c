import type { ClientRequest } from "./requests.ts";
import type { GraphqlServer } from "./servers.ts";

const kinds: readonly ((at: number) => ClientRequest)[] = [
  (at) => ({ query: `query Random${at} { hello }` }),
  (at) => ({ query: `query Random${at} { alias${at}: boom }` }),
  (at) => ({ query: `query Random${at} { users { a${at}: bad b${at}: bad } }` }),
  (at) => ({ query: `{ unknown${at} }` }),
  (at) => ({ query: `{ unknown${at}` }),
  (at) => ({ query: "{ hello }", operationName: `Random${at}` }),
  (at) => ({ query: `mutation Random${at} { add(name: "x") { id } }` }),
];

/** Sends that many requests with names, aliases and fields that come once each. */
export async function flood(server: GraphqlServer, size: number): Promise<void> {
  let next = 0;
  const client = async (): Promise<void> => {
    for (let at = next++; at < size; at = next++) {
      const request = kinds[at % kinds.length]?.(at);
      if (request !== undefined) await server.post(request);
    }
  };
  await Promise.all(Array.from({ length: 20 }, client));
}
