export { type Sample, samplesOf, valuesBy } from "./samples.ts";
export { startApp, warningsOf } from "./start-app.ts";
