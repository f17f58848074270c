import { readFileSync } from "node:fs";
import { Argument, Command, CommanderError, Help, Option } from "commander";
import { createContext } from "./context.ts";
import { describeError } from "./errors.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { Output } from "./output/output.ts";
import type { CommonOptions, Verb, VerbOption } from "./verb.ts";
import { verbs } from "./verbs.ts";

const common: readonly VerbOption[] = [
  {
    flags: "-c, --config <file>",
    description: "the app's set-up (default: promenade.ts here or in src)",
  },
  { flags: "--json", description: "print one JSON document instead of text" },
  { flags: "--debug", description: "print the stack of an error" },
];

/** Runs one command line, without the program's name, to its end. Never rejects; prints what went wrong. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  const output = new Output(process, argv.includes("--json"));
  watchApp(output);
  let code: ExitCode = exitCodes.ok;
  const program = createProgram(async (verb, args, options) => {
    code = await verb.run(createContext({ options, args, output }));
    output.finish();
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return endOfCommander(error, output);
    const { stack, ...described } = describeError(error);
    const isDebug = argv.includes("--debug");
    output.fail(isDebug && stack !== undefined ? { ...described, stack } : described);
    return exitCodes.unable;
  }
  return code;
}

type Action = (verb: Verb, args: readonly string[], options: CommonOptions) => Promise<void>;

/** The commands and their options. `action` does the work, so that a command line can be read without doing it. */
export function createProgram(action: Action): Command {
  const program = new Command("promenade")
    .description("Prometheus metrics, Grafana dashboards and alerts from the same definitions.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .configureOutput({ writeErr: () => undefined })
    .exitOverride()
    // So that a command may have an option of the same name as the program, such as --version.
    .enablePositionalOptions()
    .addHelpText("after", "\nOne command: promenade <command> --help");
  for (const verb of verbs) program.addCommand(commandOf(verb, action));
  return program;
}

function commandOf(verb: Verb, action: Action): Command {
  const command = new Command(verb.name)
    .summary(verb.summary)
    .description(verb.description ?? verb.summary)
    .helpOption("-h, --help", "print this help")
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({ formatHelp: withExamples(verb) })
    .exitOverride();
  for (const { name, description } of verb.arguments ?? [])
    command.addArgument(new Argument(name, description));
  for (const option of [...verb.options, ...common]) command.addOption(optionOf(option));
  return command.action(
    async () => await action(verb, command.args, command.opts<CommonOptions>()),
  );
}

function optionOf(verbOption: VerbOption): Option {
  const { flags, description, environment, choices, parse, isRepeatable = false } = verbOption;
  const option = new Option(flags, description);
  if (verbOption.default !== undefined) option.default(verbOption.default);
  if (environment !== undefined) option.env(environment);
  if (choices !== undefined) option.choices(choices);
  if (isRepeatable || parse !== undefined)
    option.argParser((value: string, previous: unknown) => {
      const parsed = parse === undefined ? value : parse(value);
      return isRepeatable ? [...(Array.isArray(previous) ? previous : []), parsed] : parsed;
    });
  return option;
}

function withExamples({ examples }: Verb) {
  return (command: Command, help: Help): string => {
    const text = Help.prototype.formatHelp.call(help, command, help);
    const lines = examples.map(({ command: line, meaning }) => `  ${line}\n      ${meaning}`);
    return `${text}\nExamples:\n${lines.join("\n")}\n`;
  };
}

/** Help and version have been printed; everything else is a mistake in the command line. */
function endOfCommander(error: CommanderError, output: Output): ExitCode {
  if (error.exitCode === 0) return exitCodes.ok;
  const message = error.message.replace(/^error: /, "").replaceAll("\n", " ");
  const isBare = error.code === "commander.help";
  output.fail({
    code: "PROMENADE_USAGE",
    message: isBare
      ? "No command given. All of them: promenade --help"
      : `${message.replace(/\.?$/, "")}. Help: promenade --help`,
  });
  return exitCodes.unable;
}

/**
 * What the app's own modules do in the background, such as a connection that is refused, is no reason to fail: the
 * commands await all that they do themselves.
 */
function watchApp(output: Output): void {
  const warn = (error: unknown): void =>
    output.warn(`The app's set-up reports, while it is only read: ${describeError(error).message}`);
  process.on("uncaughtException", warn);
  process.on("unhandledRejection", warn);
  process.removeAllListeners("warning");
  process.on("warning", (warning: Error & { readonly code?: string }) => {
    // How Node came to read a set-up is nothing that the app's author must change.
    const isAboutLoading =
      warning.code === "MODULE_TYPELESS_PACKAGE_JSON" ||
      warning.name === "ExperimentalWarning" ||
      warning.message.startsWith("Failed to load the ES module:");
    if (!isAboutLoading) output.warn(`${warning.name}: ${warning.message}`);
  });
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
