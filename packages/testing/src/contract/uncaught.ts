/** The test runner listens too, and would fail the run without saying which test it was. */
export async function uncaughtDuring(work: () => Promise<void>): Promise<readonly string[]> {
  const caught: string[] = [];
  const restore = (["uncaughtException", "unhandledRejection"] as const).map((name) => {
    const others = process.listeners(name as "uncaughtException");
    const listener = (error: unknown): void => void caught.push(String(error));
    process.removeAllListeners(name);
    process.on(name, listener);
    return (): void => {
      process.off(name, listener);
      for (const other of others) process.on(name as "uncaughtException", other);
    };
  });
  try {
    await work();
  } finally {
    for (const undo of restore) undo();
  }
  return caught;
}
