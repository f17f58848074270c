import { nest11Fastify } from "../samples/nest11-fastify.ts";
import { describeApp } from "../support/describe-app.ts";
import { expectNothingLeft, inContainers } from "./in-containers.ts";

describeApp(nest11Fastify, inContainers);
expectNothingLeft(nest11Fastify);
