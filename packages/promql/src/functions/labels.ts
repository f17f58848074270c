import { relabel } from "../evaluate/block.ts";
import { failed } from "../evaluate/context.ts";
import type { StringNode, VectorNode } from "../evaluate/nodes.ts";
import type { LabelSet } from "../label-set.ts";
import { compilePattern } from "../regular-expression.ts";
import type { Position } from "../types.ts";

/** `label_replace(v, target, replacement, source, pattern)`. */
export function labelReplace(
  input: VectorNode,
  [target, replacement, source, pattern]: readonly StringNode[],
  position: Position,
  isVersion2: boolean,
): VectorNode {
  const name = labelName(target, position, isVersion2);
  const from = source?.value ?? "";
  let expression: RegExp;
  try {
    expression = compilePattern(pattern?.value ?? "", !isVersion2);
  } catch (error) {
    throw failed((error as Error).message, position);
  }
  const replaced = (set: LabelSet): LabelSet => {
    const match = expression.exec(set.get(from));
    return match === null ? set : set.with(name, expand(replacement?.value ?? "", match));
  };
  return mapSets(input, replaced, position);
}

/** `label_join(v, target, separator, source, …)`. */
export function labelJoin(
  input: VectorNode,
  [target, separator, ...sources]: readonly StringNode[],
  position: Position,
  isVersion2: boolean,
): VectorNode {
  const name = labelName(target, position, isVersion2);
  const names = sources.map((source) => labelName(source, position, isVersion2));
  return mapSets(
    input,
    (set) => set.with(name, names.map((each) => set.get(each)).join(separator?.value ?? "")),
    position,
  );
}

function mapSets(
  input: VectorNode,
  change: (set: LabelSet) => LabelSet,
  position: Position,
): VectorNode {
  return {
    type: "vector",
    evaluate: (context, grid) => {
      const block = input.evaluate(context, grid);
      return relabel(block, block.sets.map(change), position, !context.isVersion2);
    },
  };
}

/** Prometheus 3 takes any text for a label's name, 2 only what needs no quotes. */
export function labelName(
  node: StringNode | undefined,
  position: Position,
  isVersion2: boolean,
): string {
  const name = node?.value ?? "";
  if (name === "" || (isVersion2 && !/^[A-Za-z_]\w*$/.test(name)))
    throw failed(`${JSON.stringify(name)} is no label's name`, position);
  return name;
}

/** `$1`, `${1}`, `$name`; `$$` is a dollar; what the pattern does not have is empty. */
function expand(template: string, match: RegExpExecArray): string {
  return template.replaceAll(
    /\$(?:(\$)|(\w+)|\{(\w+)\})/g,
    (_, dollar: string | undefined, plain: string | undefined, braced: string | undefined) => {
      if (dollar !== undefined) return "$";
      const name = plain ?? braced ?? "";
      if (/^\d+$/.test(name)) return match[Number(name)] ?? "";
      return match.groups?.[name] ?? "";
    },
  );
}
