import { nest11Fastify } from "./samples/nest11-fastify.ts";
import { describeApp } from "./support/describe-app.ts";
import { asProcess } from "./support/processes.ts";

describeApp(nest11Fastify, asProcess);
