import { ok, skipped, warning, type Step } from "../step.ts";

/** Prometheus keeps exemplars: without them no graph leads to a trace. */
export const exemplars: Step = {
  name: "exemplars",
  about: "the storage for exemplars",
  needs: ["prometheus"],
  examine: async (examination) => {
    const flags = (await examination.prometheus()?.get("status/flags")) as
      | Readonly<Record<string, string>>
      | undefined;
    const features = flags?.["enable-feature"];
    if (features === undefined)
      return skipped("The storage for exemplars: this server does not tell its features");
    if (!features.split(",").includes("exemplar-storage"))
      return warning(
        "Prometheus does not store exemplars, so no graph leads to a trace",
        "Start it with --enable-feature=exemplar-storage.",
      );
    return ok("Prometheus stores exemplars");
  },
};
