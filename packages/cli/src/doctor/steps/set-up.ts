import { count, few, ok, type Step } from "../step.ts";

/** `promenade.ts` is found and loads. */
export const setUp: Step = {
  name: "set-up",
  about: "the app's set-up",
  needs: [],
  examine: async (examination) => {
    const { plugins, service } = await examination.app();
    const names = few(
      plugins.map(({ name }) => name),
      8,
    );
    return ok(
      `The set-up loads: ${service.service}, ${count(plugins.length, "plugin")} (${names})`,
    );
  },
};
