import { worker } from "./samples/worker.ts";
import { describeApp } from "./support/describe-app.ts";
import { asProcess } from "./support/processes.ts";

describeApp(worker, asProcess);
