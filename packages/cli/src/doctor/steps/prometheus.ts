import { ok, skipped, type Step } from "../step.ts";

/** Prometheus answers, and lets us in. */
export const prometheusAnswers: Step = {
  name: "prometheus",
  about: "Prometheus",
  needs: [],
  remedy: "Compare the address with --prometheus or PROMETHEUS_URL, and look whether it runs.",
  examine: async (examination) => {
    const source = examination.prometheus();
    if (source === undefined)
      return skipped("Prometheus: give its address with --prometheus, or set PROMETHEUS_URL");
    await source.instant("vector(1)");
    return ok(`Prometheus answers at ${source.url}`);
  },
};
