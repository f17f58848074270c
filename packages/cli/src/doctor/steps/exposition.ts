import { messageOf } from "../../errors.ts";
import { count, ok, problem, warning, type Step } from "../step.ts";

/** Every line is one that Prometheus can read. */
export const exposition: Step = {
  name: "exposition",
  about: "the form of the metrics",
  needs: ["reachable", "content-type"],
  examine: async (examination) => {
    try {
      const { samples, twice } = await examination.page();
      if (twice !== undefined)
        return warning(
          `The series ${twice} is there twice; Prometheus drops one of them`,
          "Two registries serve the same metric: rename one, or leave it out of `registries`.",
        );
      return ok(`All lines are valid: ${count(samples.length, "sample")}`);
    } catch (error) {
      return problem(
        `Prometheus cannot read them. ${messageOf(error).replace(/\.$/, "")}`,
        "What writes this line? An own route, or a registry in `registries`: Promenade writes no such line itself.",
      );
    }
  },
};
