import { messageOf } from "../errors.ts";
import type { Mark } from "../output/style.ts";
import { Examination, type Patient } from "./examination.ts";
import { skipped, type Finding, type Step } from "./step.ts";

/** A step with what it found. */
export interface Diagnosis extends Finding {
  readonly name: string;
  /** The step that had to be right before this one could be looked at. */
  readonly waitsFor?: string;
}

/** Takes all steps in order, and tells each as soon as it is known. Never rejects for what it finds. */
export async function examine(
  patient: Patient,
  steps: readonly Step[],
  tell: { readonly begin: (about: string) => void; readonly end: (diagnosis: Diagnosis) => void },
): Promise<readonly Diagnosis[]> {
  const examination = new Examination(patient);
  const diagnoses: Diagnosis[] = [];
  const marks = new Map<string, Mark>();
  for (const step of steps) {
    tell.begin(step.about);
    const diagnosis = { name: step.name, ...(await findingOf(step, marks, steps, examination)) };
    marks.set(step.name, diagnosis.mark);
    diagnoses.push(diagnosis);
    tell.end(diagnosis);
  }
  await examination.close();
  return diagnoses;
}

async function findingOf(
  step: Step,
  marks: ReadonlyMap<string, Mark>,
  steps: readonly Step[],
  examination: Examination,
): Promise<Omit<Diagnosis, "name">> {
  const missing = step.needs.find((name) => /problem|skipped/.test(marks.get(name) ?? ""));
  if (missing !== undefined) {
    const about = steps.find(({ name }) => name === missing)?.about ?? missing;
    const finding = skipped(`${step.about}: not looked at, because of: ${about}`);
    return { ...finding, waitsFor: missing };
  }
  try {
    return await step.examine(examination);
  } catch (error) {
    const message = messageOf(error).replace(/\.$/, "");
    const text = message.startsWith(step.about) ? message : `${step.about}: ${message}`;
    return { mark: "problem", text, ...(step.remedy === undefined ? {} : { fix: step.remedy }) };
  }
}
