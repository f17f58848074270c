/** A piece of an expression. */
export interface Position {
  readonly from: number;
  readonly to: number;
}

/** Why a panel has nothing to draw. */
export interface Why {
  readonly kind: "empty" | "error" | "waiting";
  readonly text: string;
  /** The expression as it was asked, and the place in it that is the reason. */
  readonly expr?: string;
  readonly position?: Position | undefined;
}

/** The metrics' names that an expression reads, as far as they stand before a brace, a bracket or alone. */
export function metricsIn(expr: string): readonly string[] {
  const bare = expr.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const words = new Set([
    ..."by without on ignoring group_left group_right offset bool and or unless inf nan start end".split(
      " ",
    ),
    ..."sum avg min max count topk bottomk quantile stddev stdvar group count_values atan2 limitk".split(
      " ",
    ),
  ]);
  const grouped = bare
    .replaceAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/gi, " ")
    .replaceAll(/\{[^}]*\}/g, " ")
    .replaceAll(/\[[^\]]*\]/g, " ");
  const names = [...grouped.matchAll(/(?<![\w.:])([a-zA-Z_:][\w:]*)\b(?!\s*\()/g)].map(
    ([, name = ""]) => name,
  );
  return [...new Set(names)].filter((name) => !words.has(name.toLowerCase()));
}
