import { type ArgumentsHost, Catch, ConflictException, NotFoundException } from "@nestjs/common";
import { BaseExceptionFilter } from "@nestjs/core";
import { Prisma } from "../generated/prisma/client.ts";

/** Turns the two database errors that a client can cause into 409 and 404; all others stay a 500. */
@Catch(Prisma.PrismaClientKnownRequestError)
export class PrismaErrorFilter extends BaseExceptionFilter<Error> {
  override catch(error: Prisma.PrismaClientKnownRequestError, host: ArgumentsHost): void {
    // There is no response of its own to write to: GraphQL makes the error a part of its answer.
    if (host.getType<string>() === "graphql") throw asHttpException(error);
    // oxlint-disable-next-line promise/valid-params -- this `catch` is the filter's, not a promise's
    super.catch(asHttpException(error), host);
  }
}

function asHttpException(error: Prisma.PrismaClientKnownRequestError): Error {
  switch (error.code) {
    case "P2002":
      return new ConflictException(`This ${error.meta?.["modelName"]} exists already`);
    case "P2003":
    case "P2025":
      return new NotFoundException("Something that the request refers to does not exist");
    default:
      return error;
  }
}
