import { GraphQLSchemaHost } from "@nestjs/graphql";
import { type OnGatewayInit, WebSocketGateway } from "@nestjs/websockets";
import { observe } from "@promenade/graphql/engine";
import { execute, subscribe } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { PrismaService } from "../database/prisma.service.ts";
import { graphqlContext } from "./context.ts";

type Server = Parameters<typeof useServer>[1];

/**
 * Subscriptions, over a WebSocket on /graphql. Nest's WebSocket adapter closes what it did not open itself, so that the
 * driver's own subscriptions cannot be beside another gateway: this one hands its server to graphql-ws.
 */
@WebSocketGateway({ path: "/graphql" })
export class SubscriptionsGateway implements OnGatewayInit<Server> {
  constructor(
    private readonly host: GraphQLSchemaHost,
    private readonly prisma: PrismaService,
  ) {}

  afterInit(server: Server): void {
    useServer(
      {
        ...observe({ execute, subscribe }),
        // The schema is made after the gateways.
        schema: () => this.host.schema,
        context: () => graphqlContext(this.prisma),
      },
      server,
    );
  }
}
