// Starts a command that runs until Ctrl+C, and presses that once it says so: node until-ready.ts <file> <arguments…>
import { spawn } from "node:child_process";

const child = spawn(process.execPath, process.argv.slice(2), { stdio: ["ignore", "pipe", "pipe"] });
let output = "";
for (const stream of [child.stdout, child.stderr])
  stream.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    process.stdout.write(text);
    if (output.includes("Ctrl+C ends it.")) child.kill("SIGINT");
  });
// 130 is what a shell says of a program that Ctrl+C has ended.
child.once("close", (code) => {
  const isWell = output.includes("Ctrl+C ends it.") && (code === 0 || code === 130);
  process.exit(isWell ? 0 : 1);
});
