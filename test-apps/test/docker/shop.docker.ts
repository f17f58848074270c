import { shop } from "../samples/shop.ts";
import { describeApp } from "../support/describe-app.ts";
import { expectNothingLeft, inContainers } from "./in-containers.ts";

describeApp(shop, inContainers);
expectNothingLeft(shop);
