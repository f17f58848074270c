import { ok, problem, type Step } from "../step.ts";

const known = /^\s*(?:text\/plain\s*(?:;|$)|application\/openmetrics-text\b)/i;

/** The answer says that it is metrics: Prometheus 3 refuses one that does not. */
export const contentType: Step = {
  name: "content-type",
  about: "the content type of the metrics",
  needs: ["reachable"],
  examine: async (examination) => {
    const { contentType: type, text } = await examination.answer();
    if (/^\s*<(?:!doctype|html)/i.test(text))
      return problem(
        "That is a web page (HTML), not metrics",
        "Another program, a log-in page or a proxy answers at this address: give the port of the metrics server with --url.",
      );
    if (!known.test(type))
      return problem(
        `The content type is ${type === "" ? "missing" : `"${type}"`}; Prometheus 3 refuses the scrape`,
        "Serve them with `metrics.handler`, or set Content-Type: text/plain; version=0.0.4 where the app or a proxy sets it.",
      );
    return ok(`Their content type is ${type}`);
  },
};
