// curl -s [-H 'name: value'] <address>, by way of the page's ports.
const args = process.argv.slice(2);
const at = args.indexOf("-H");
const [name = "", value = ""] = (at === -1 ? "" : (args[at + 1] ?? "")).split(/:\s*/);
const address = args.at(-1) ?? "";
const headers: Record<string, string> = name === "" ? {} : { [name]: value };
const answer = await fetch(address.includes("://") ? address : `http://${address}`, { headers });
// `| head` may have seen enough.
process.stdout.on("error", () => process.exit(0));
process.stdout.write(await answer.text());
