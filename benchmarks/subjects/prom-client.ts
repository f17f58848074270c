import client from "prom-client";
import type { Subject } from "../subject.ts";
import { promLike, type PromLike } from "./prom-like.ts";

export const subject: Subject = promLike("prom-client", client as unknown as PromLike);
