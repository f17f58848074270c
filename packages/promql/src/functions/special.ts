import type { MatrixNode, ScalarNode, VectorNode } from "../evaluate/nodes.ts";
import { evaluateWindows } from "../evaluate/windows.ts";
import { emptyLabels } from "../label-set.ts";
import type { Call } from "../syntax/tree-types.ts";
import { ofTime } from "./math.ts";
import { overTime } from "./over-time.ts";
import { absent, fromScalar, oneRow, timesOf, timestamps, toScalar } from "./vectors.ts";

/** Functions that are more than a change of values or of labels. */
export function compileSpecial(
  { name, position }: Call,
  vector: VectorNode | undefined,
  matrix: MatrixNode | undefined,
  numbers: readonly ScalarNode[],
): VectorNode | ScalarNode | undefined {
  const [number] = numbers;
  if (name === "time") return { type: "scalar", evaluate: (_, grid) => timesOf(grid) };
  if (name === "pi")
    return { type: "scalar", evaluate: (_, grid) => new Float64Array(grid.count).fill(Math.PI) };
  if (name === "vector" && number !== undefined) return fromScalar(number);
  if (name === "absent_over_time" && matrix !== undefined) {
    const present = overTime["present_over_time"];
    if (present === undefined) return undefined;
    return absent(
      {
        type: "vector",
        evaluate: (context, grid) =>
          evaluateWindows(
            { ...present, keepsName: true },
            matrix.read(context, grid),
            [],
            context,
            grid,
            position,
          ),
      },
      matrix.matchers,
    );
  }
  if (vector === undefined) {
    const timed = ofTime[name];
    if (timed === undefined) return undefined;
    return {
      type: "vector",
      evaluate: (_, grid) =>
        oneRow(
          emptyLabels,
          timesOf(grid).map((seconds) => timed(new Date(Math.trunc(seconds) * 1000))),
        ),
    };
  }
  switch (name) {
    case "absent":
      return absent(vector, vector.matchers);
    case "scalar":
      return toScalar(vector);
    case "timestamp":
      return timestamps(vector, position);
    default:
      return undefined;
  }
}
