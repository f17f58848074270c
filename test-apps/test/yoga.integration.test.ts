import { yoga } from "./samples/yoga.ts";
import { describeApp } from "./support/describe-app.ts";
import { asProcess } from "./support/processes.ts";

describeApp(yoga, asProcess);
