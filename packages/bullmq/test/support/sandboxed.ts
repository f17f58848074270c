/** A processor that BullMQ runs in a process or thread of its own. */
// oxlint-disable-next-line import/no-default-export -- BullMQ asks for it.
export default async function sandboxed(job: { readonly name: string }): Promise<string> {
  if (job.name === "dead") throw new RangeError("never");
  return "done";
}
