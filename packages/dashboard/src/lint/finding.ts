/** `error`: shows wrong data, none, or breaks. `warning`: works, and should still be better. */
export type Severity = "error" | "warning";

/** One thing that is wrong, where, and what to do. */
export interface Finding {
  /** Stable name, for {@link LintOptions.ignore}. */
  readonly rule: string;
  readonly severity: Severity;
  /** Title of the panel, or what else it is about: `annotation "Deploys"`, `variable "job"`, `alert "X"`, `dashboard`. */
  readonly panel: string;
  readonly message: string;
  readonly refId?: string;
  readonly expr?: string;
  /** Offset in `expr`. */
  readonly position?: number;
}

/** A finding before it is known where it was made. */
export interface Problem {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly position?: number;
}

export function error(rule: string, message: string, position?: number): Problem {
  return { rule, severity: "error", message, ...(position === undefined ? {} : { position }) };
}

export function warning(rule: string, message: string, position?: number): Problem {
  return { rule, severity: "warning", message, ...(position === undefined ? {} : { position }) };
}

/** Findings as lines for a terminal. */
export function formatFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ severity, rule, panel, refId, message, expr }) => {
      const where = refId === undefined ? panel : `${panel} [${refId}]`;
      return `${severity} ${rule}: ${where}: ${message}${expr === undefined ? "" : `\n    ${expr}`}`;
    })
    .join("\n");
}
