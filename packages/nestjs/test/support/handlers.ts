import { decorate } from "@promenade/testing";

/** Puts metadata on a method, as the decorators of Nest's optional packages do. */
function mark(metadata: Readonly<Record<string, unknown>>): MethodDecorator {
  return (_target, _key, descriptor) => {
    for (const [key, value] of Object.entries(metadata))
      Reflect.defineMetadata(key, value, descriptor.value as object);
  };
}

const message = (pattern: unknown): MethodDecorator =>
  mark({ "microservices:handler_type": 1, "microservices:pattern": [pattern] });
const subscribed = (pattern: string): MethodDecorator =>
  mark({ "websockets:message_mapping": true, message: pattern });
const scheduled = (name?: string): MethodDecorator =>
  mark({ SCHEDULER_TYPE: 1, SCHEDULER_NAME: name });

/** A provider with a handler of every kind; what it returns or throws is up to the caller. */
export class Handlers {
  add(answer: () => unknown): unknown {
    return answer();
  }
  chat(answer: () => unknown): unknown {
    return answer();
  }
  async cleanUp(answer: () => unknown): Promise<unknown> {
    return await answer();
  }
  unnamed(): this {
    return this;
  }
  plain(): string {
    return "plain";
  }
}
decorate(Handlers, {
  methods: {
    add: [message({ cmd: "add" })],
    chat: [subscribed("chat")],
    cleanUp: [scheduled("clean-up")],
    unnamed: [scheduled()],
  },
});
