import { messageOf } from "../../errors.ts";
import { ok, problem, skipped, type Step } from "../step.ts";

/** The app answers where its metrics should be. */
export const reachable: Step = {
  name: "reachable",
  about: "the app's metrics",
  needs: [],
  examine: async (examination) => {
    const access = await examination.metrics();
    if (access === undefined)
      return skipped(
        "The app's metrics: the set-up does not say where they are; give their address with --url",
      );
    const where = shown(access.url);
    let status: number;
    try {
      ({ status } = await examination.answer());
    } catch (error) {
      return problem(
        messageOf(error).replace(/\.$/, ""),
        `Start the app; it prints the address of its metrics. Is that not ${where}? Give it with --url.`,
      );
    }
    if (status === 401 || status === 403) return refused(where, status, hasCredentials(access));
    if (status !== 200)
      return problem(
        `${where} answers ${status}`,
        status === 404
          ? "There is a server, but no metrics at that path: compare `server: { port, path }` with --url."
          : "Look at the app's log: that is not an answer of Promenade.",
      );
    return ok(`The app answers at ${where}`);
  },
};

function refused(where: string, status: number, isGiven: boolean): ReturnType<typeof problem> {
  return isGiven
    ? problem(
        `${where} answers ${status}: the credentials are wrong`,
        "Compare them with `server: { auth }` of the set-up; an empty secret there lets nobody in.",
      )
    : problem(
        `${where} answers ${status}: it wants credentials, and none were given`,
        "Set METRICS_TOKEN, or METRICS_USERNAME and METRICS_PASSWORD. Prometheus needs the same under `authorization` or `basic_auth` of its scrape configuration.",
      );
}

function hasCredentials({
  url,
  token,
  username,
}: {
  readonly url: string;
  readonly token?: string | undefined;
  readonly username?: string | undefined;
}): boolean {
  return token !== undefined || username !== undefined || new URL(url).username !== "";
}

function shown(address: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url.href;
}
