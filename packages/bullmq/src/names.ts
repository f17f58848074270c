/** Gives the label of a job's name; an empty one for none. */
export type NameOf = (job: string, queue: string) => string;

/** Bounded names of jobs: apps put ids into them. */
export interface JobNames {
  of(queue: string, job: string): string;
}

/** What stands for every name beyond the limit; the same as for any label in Promenade. */
export const overflow = "__overflow__";

const identifiers =
  /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<![A-Za-z0-9])(?=[0-9a-f]*\d)[0-9a-f]{16,}(?![A-Za-z0-9])|\d{2,}/gi;

/** The default: numbers of two digits and more, UUIDs and long hexadecimal ids become `{id}`. */
export function withoutIdentifiers(job: string): string {
  return job.replaceAll(identifiers, "{id}");
}

const longest = 100;
/** More queues than any process has; of a flood of them, nothing is kept. */
const queueLimit = 2000;

/** Keeps the first `limit` names of each queue; what comes later is {@link overflow}. */
export function boundNames(nameOf: NameOf, limit: number): JobNames {
  const queues = new Map<string, { readonly known: Map<string, string>; labels: Set<string> }>();
  return {
    of(queue, job) {
      let names = queues.get(queue);
      if (names === undefined) {
        if (queues.size >= queueLimit) return overflow;
        queues.set(queue, (names = { known: new Map(), labels: new Set() }));
      }
      const known = names.known.get(job);
      if (known !== undefined) return known;
      const wanted = String(nameOf(job, queue) ?? "").slice(0, longest);
      const isNew = !names.labels.has(wanted);
      const label = isNew && names.labels.size >= limit ? overflow : wanted;
      if (label !== overflow) names.labels.add(label);
      // A cache only: names with an id in them must not fill the memory.
      if (names.known.size < limit * 2) names.known.set(job, label);
      return label;
    },
  };
}
