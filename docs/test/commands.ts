/** A call of the `promenade` command that a page shows. */
export interface ShownCommand {
  readonly page: string;
  readonly line: number;
  /** As the page has it, without the program's name. */
  readonly text: string;
  readonly args: readonly string[];
}

const program =
  /^(?:[A-Z_]+=\S*\s+)*(?:npx (?:--yes )?(?:@promenade\/cli|promenade)|promenade)\s+(.+)$/;

/** Every call of `promenade` in the code of a page: in blocks of a shell, a pipeline or a container, and in prose. */
export function commandsOf(page: string, text: string): readonly ShownCommand[] {
  const found: ShownCommand[] = [];
  for (const { line, code } of codeOf(text)) {
    const rest = program.exec(code)?.[1];
    // `promenade <command> --help` and `promenade …` stand for several.
    if (rest === undefined || /<|^…/.test(rest)) continue;
    const args = argumentsOf(rest);
    if (args.length > 0) found.push({ page, line, text: rest, args });
  }
  return found;
}

interface Code {
  readonly line: number;
  readonly code: string;
}

function codeOf(text: string): readonly Code[] {
  const found: Code[] = [];
  const lineAt = (index: number): number => text.slice(0, index).split("\n").length;
  const block = /^```(sh|console|yaml|dockerfile|text)\n([\s\S]*?)^```/gm;
  for (const match of text.matchAll(block)) {
    const [, language, body = ""] = match;
    const first = lineAt(match.index) + 1;
    const lines = body.replaceAll("\\\n", " \u0000").split("\n");
    let line = first;
    for (const each of lines) {
      const command = each
        .replaceAll("\u0000", "")
        .trim()
        .replace(/^(?:- )?(?:run: )?/, "");
      // A console shows what is typed after a prompt, and what is printed without one.
      if (language !== "console") found.push({ line, code: command });
      else if (command.startsWith("$ ")) found.push({ line, code: command.slice(2) });
      line += each.split("\u0000").length;
    }
  }
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, (whole) => whole.replaceAll(/[^\n]/g, " "));
  for (const match of prose.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)) {
    found.push({ line: lineAt(match.index), code: match[1] ?? "" });
  }
  return found;
}

/** As a shell splits words, up to the end of the command. */
function argumentsOf(command: string): readonly string[] {
  const words: string[] = [];
  for (const [, single, double, plain] of command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)) {
    if (plain !== undefined && /^(?:[|>&;#]|\d>)/.test(plain)) break;
    words.push(single ?? double ?? plain ?? "");
  }
  return words;
}
