import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { PromqlError, type PromqlErrorCode } from "../errors.ts";
import type { Position } from "../types.ts";
import { withoutEndPoints } from "./literals.ts";
import { signatures } from "./signatures.ts";

/** A text and what the grammar made of it. */
export class Reader {
  readonly text: string;
  readonly isVersion2: boolean;

  constructor(text: string, isVersion2: boolean) {
    this.text = text;
    this.isVersion2 = isVersion2;
  }

  /**
   * The outermost expression.
   * @throws PromqlError where the text is no PromQL: the grammar itself never fails, it marks what it could not read
   */
  top(): SyntaxNode {
    const tree = parser.parse(withoutEndPoints(this.text));
    if (this.text.replaceAll(/#.*/g, "").trim() === "")
      throw this.error({ from: 0, to: this.text.length }, "There is no expression");
    tree.iterate({
      enter: (node) => {
        if (node.type.isError) throw this.#unreadable(node.from, node.to);
      },
    });
    const top = children(tree.topNode).find((node) => !isComment(node));
    if (top === undefined) throw this.#unreadable(0, this.text.length);
    return top;
  }

  textOf(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  error(
    position: Position,
    problem: string,
    code: PromqlErrorCode = "PROMENADE_PROMQL_SYNTAX",
  ): PromqlError {
    return new PromqlError(code, `${problem} (character ${position.from + 1}).`, position);
  }

  #unreadable(from: number, to: number): PromqlError {
    const before = this.text.slice(0, from).trimEnd();
    const called = /([A-Za-z_][\w:]*)\s*$/.exec(before);
    const name = called?.[1] ?? "";
    if (called !== null && this.text.slice(from).trimStart().startsWith("(")) {
      const position = { from: called.index, to: called.index + name.length };
      if (name === "holt_winters")
        return this.error(position, "holt_winters() is double_exponential_smoothing() here");
      if (!Object.hasOwn(signatures, name))
        return this.error(position, `There is no function ${name}()`);
    }
    const near = this.text.slice(from, Math.max(to, from + 12)).trim();
    return this.error(
      { from, to },
      near === "" ? "The expression ends too early" : `This is not PromQL, near ${near}`,
    );
  }
}

export function children(node: SyntaxNode | null): readonly SyntaxNode[] {
  const result: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling)
    result.push(child);
  return result;
}

export function positionOf(node: SyntaxNode): Position {
  return { from: node.from, to: node.to };
}

function isComment(node: SyntaxNode): boolean {
  return node.name === "LineComment";
}
