import { AsyncLocalStorage } from "node:async_hooks";
import { Server } from "node:net";
import { PromenadeError } from "@promenade/core";

const loading = new AsyncLocalStorage<(error: PromenadeError) => void>();
let isInstalled = false;

/**
 * Loads something in which no server may listen: whoever reads a set-up must not start the app. Node has no hook for it,
 * and this process is ours alone, so `listen` itself is guarded. It fails what tries, also when the app catches that.
 * @throws PromenadeError `PROMENADE_CONFIG_STARTS`
 */
export function withoutPorts<T>(load: () => Promise<T>): Promise<T> {
  install();
  return new Promise((resolve, reject) => {
    loading.run(reject, () => void load().then(resolve, reject));
  });
}

function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  const listen = Reflect.get(Server.prototype, "listen") as (...args: never[]) => Server;
  Server.prototype.listen = function guarded(this: Server, ...args: never[]): Server {
    const report = loading.getStore();
    if (report === undefined) return Reflect.apply(listen, this, args);
    const error = new PromenadeError(
      "PROMENADE_CONFIG_STARTS",
      "it opens a port while it is loaded. Keep the set-up in a file that the app imports, not the other way round",
    );
    report(error);
    throw error;
  };
}
