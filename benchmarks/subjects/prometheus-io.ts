import client from "@prometheus-io/client";
import type { Subject } from "../subject.ts";
import { promLike, type PromLike } from "./prom-like.ts";

export const subject: Subject = promLike("prometheus-io", client as unknown as PromLike);
