import { timingSafeEqual } from "node:crypto";
import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  UnauthorizedException,
} from "@nestjs/common";
import { settings } from "../settings.ts";

/** Lets a request through when its `x-api-key` is the shop's. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context
      .switchToHttp()
      .getRequest<{ headers: Record<string, string | undefined> }>();
    const given = Buffer.from(request.headers["x-api-key"] ?? "");
    const wanted = Buffer.from(settings.apiKey);
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) return true;
    throw new UnauthorizedException("Send the shop's key as x-api-key");
  }
}
