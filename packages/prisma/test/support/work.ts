import type { Promenade } from "@promenade/core";

/** Runs `work` as one unit of work. */
export async function unitOfWork<R>(
  app: Promenade,
  kind: string,
  name: string,
  work: () => Promise<R>,
): Promise<R> {
  const { scopes } = app.registry;
  const scope = scopes.open(kind, name);
  try {
    return await scopes.run(scope, async () => await work());
  } finally {
    scopes.end(scope);
  }
}
