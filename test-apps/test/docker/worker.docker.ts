import { worker } from "../samples/worker.ts";
import { describeApp } from "../support/describe-app.ts";
import { expectNothingLeft, inContainers } from "./in-containers.ts";

describeApp(worker, inContainers);
expectNothingLeft(worker);
