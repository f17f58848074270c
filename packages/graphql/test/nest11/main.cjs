// A CommonJS application, as most of Nest 11 are: `node main.cjs apollo-express|apollo-fastify|mercurius|yoga`.
require("reflect-metadata");
const { ApolloDriver } = require("@nestjs/apollo");
const { NestFactory } = require("@nestjs/core");
const { GraphQLModule, Int, Query, Resolver } = require("@nestjs/graphql");
const { MercuriusDriver } = require("@nestjs/mercurius");
const { ExpressAdapter } = require("@nestjs/platform-express");
const { FastifyAdapter } = require("@nestjs/platform-fastify");
const { YogaDriver } = require("@graphql-yoga/nestjs");
const { graphql } = require("@promenade/graphql");
const { usePromenade } = require("@promenade/graphql/yoga");
const { PROMENADE, PromenadeModule } = require("@promenade/nestjs");

class Numbers {
  one() {
    return 1;
  }
  boom() {
    throw new Error("boom");
  }
}
for (const method of ["one", "boom"]) {
  Reflect.defineMetadata("design:paramtypes", [], Numbers.prototype, method);
  const descriptor = Object.getOwnPropertyDescriptor(Numbers.prototype, method);
  Query(() => Int, { nullable: true })(Numbers.prototype, method, descriptor);
}
Resolver()(Numbers);

const kinds = {
  "apollo-express": [ExpressAdapter, { driver: ApolloDriver, playground: false }],
  "apollo-fastify": [FastifyAdapter, { driver: ApolloDriver, playground: false }],
  mercurius: [FastifyAdapter, { driver: MercuriusDriver, graphiql: false }],
  yoga: [ExpressAdapter, { driver: YogaDriver, plugins: [usePromenade()] }],
};

async function main(kind) {
  const [Adapter, options] = kinds[kind];
  class Root {}
  const promenade = PromenadeModule.forRoot({ server: false, plugins: [graphql()] });
  const server = GraphQLModule.forRoot({ autoSchemaFile: true, ...options });
  Reflect.defineMetadata("imports", [promenade, server], Root);
  Reflect.defineMetadata("providers", [Numbers], Root);
  const app = await NestFactory.create(Root, new Adapter(), { logger: false, abortOnError: false });
  await app.listen(0, "127.0.0.1");
  const { port } = app.getHttpServer().address();
  for (const query of ["query One { one }", "query Fail { one b: boom }", "{ nope }", "{"]) {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    });
    await response.text();
  }
  process.stdout.write(await app.get(PROMENADE).text());
  await app.close();
}

void main(process.argv[2]);
