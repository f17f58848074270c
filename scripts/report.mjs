// Reads vitest's JSON report. Kept apart from the launcher so that it can be tested.

/**
 * Counts a report. What vitest does not count as a failed test is one here: a file that could not be loaded, a report
 * that is missing, a run without tests, and an exit code that no test explains (an unhandled error, a crashed worker).
 * @param {import("./report.d.mts").Report | undefined} report
 * @param {boolean} isGreen whether vitest's exit code was 0
 * @returns {import("./report.d.mts").Counts}
 */
export function countReport(report, isGreen) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((test) => test.status !== "failed"),
  );
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + unloaded.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  const isUnexplained = failed === 0 && (!isGreen || passed === 0);
  return { passed, failed: isUnexplained ? 1 : failed, skipped };
}

/**
 * @param {import("./report.d.mts").Counts} counts
 * @returns {string}
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
