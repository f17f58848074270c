#!/usr/bin/env node
import { run } from "./program.ts";

// A reader that has seen enough (`promenade lint | head`) is no error.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 2);
  });

const code = await run(process.argv.slice(2));

// The app's set-up may hold connections and timers that nobody will end; what was printed must be out first.
process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
