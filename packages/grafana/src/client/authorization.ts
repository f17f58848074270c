import { readFile } from "node:fs/promises";
import { PromenadeError } from "@promenade/core";
import { splitUrl, type GrafanaConnection, type GrafanaSecret } from "./connection.ts";

/**
 * The headers that say who asks. Read at each request, so that a secret may change while the app runs.
 * @throws PromenadeError `PROMENADE_GRAFANA_SECRET`; what a function or the file system said is left out, it may hold the secret
 */
export async function authorizationOf(
  connection: GrafanaConnection,
): Promise<Readonly<Record<string, string>>> {
  const { token, organization } = connection;
  if (token !== undefined) return { authorization: `Bearer ${await reveal(token, "token")}` };
  const inUrl = splitUrl(connection.url);
  const username = connection.username ?? inUrl.username;
  if (username === undefined) return {};
  const secret = connection.password ?? inUrl.password;
  const password = secret === undefined ? "" : await reveal(secret, "password");
  const credentials = Buffer.from(`${username}:${password}`).toString("base64");
  return {
    authorization: `Basic ${credentials}`,
    ...(organization === undefined ? {} : { "x-grafana-org-id": String(organization) }),
  };
}

async function reveal(secret: GrafanaSecret, name: string): Promise<string> {
  const text = await read(secret, name);
  if (typeof text === "string" && text.trim() !== "") return text.trim();
  throw failure(`The option "${name}" gave no text; set the variable or file that it comes from.`);
}

async function read(secret: GrafanaSecret, name: string): Promise<unknown> {
  if (typeof secret === "string") return secret;
  if (typeof secret === "function") {
    try {
      return await secret();
    } catch {
      throw failure(`The function that gives the option "${name}" threw; run it by itself.`);
    }
  }
  try {
    return await readFile(secret.file, "utf8");
  } catch (error) {
    const { code = "unreadable" } = error as NodeJS.ErrnoException;
    throw failure(`The file of the option "${name}", ${secret.file}, cannot be read (${code}).`);
  }
}

function failure(message: string): PromenadeError {
  return new PromenadeError("PROMENADE_GRAFANA_SECRET", message);
}
