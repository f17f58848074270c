import { yoga } from "../samples/yoga.ts";
import { describeApp } from "../support/describe-app.ts";
import { expectNothingLeft, inContainers } from "./in-containers.ts";

describeApp(yoga, inContainers);
expectNothingLeft(yoga);
