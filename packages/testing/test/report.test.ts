import { describe, expect, it } from "vitest";
import { closingLine, countReport, type Report } from "../../../scripts/report.mjs";

const file = (status: string, ...tests: readonly string[]): Report["testResults"][number] => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});
const green: Report = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [file("passed", "passed", "passed", "passed")],
};

describe("the count that npm test prints", () => {
  it.each<{ what: string; report: Report | undefined; isGreen: boolean; line: string }>([
    { what: "a green run", report: green, isGreen: true, line: "3 passed, 0 failed" },
    {
      what: "failed and skipped tests",
      report: {
        ...green,
        numFailedTests: 2,
        numPendingTests: 1,
        testResults: [file("failed", "failed", "failed", "passed")],
      },
      isGreen: false,
      line: "3 passed, 2 failed, 1 skipped",
    },
    {
      what: "a file that could not be loaded",
      report: { ...green, testResults: [...green.testResults, file("failed")] },
      isGreen: false,
      line: "3 passed, 1 failed",
    },
    {
      what: "a file whose set-up failed, so that its tests were skipped",
      report: {
        ...green,
        numPendingTests: 2,
        testResults: [...green.testResults, file("failed", "skipped", "skipped")],
      },
      isGreen: false,
      line: "3 passed, 1 failed, 2 skipped",
    },
    {
      what: "an error outside the tests",
      report: green,
      isGreen: false,
      line: "3 passed, 1 failed",
    },
    {
      what: "a run without tests",
      report: { ...green, numPassedTests: 0, testResults: [] },
      isGreen: true,
      line: "0 passed, 1 failed",
    },
    { what: "a crash", report: undefined, isGreen: false, line: "0 passed, 1 failed" },
  ])("tells $what", ({ report, isGreen, line }) => {
    expect(closingLine(countReport(report, isGreen))).toBe(line);
  });
});
