import { Agent, request } from "node:http";
import { askOperations } from "./graphql/subscriptions.mjs";
import { askQuote, askStock } from "./messages.mjs";
import { messages, requests, rush } from "./requests.mjs";

const perSecond = 25;
const rushEverySeconds = 15;
const messagesPerSecond = 3;
/** How long a basket, or a subscription, stays open at most. */
const longestStayMilliseconds = 4000;
/** When the shop is down or slow, customers queue up no further than this. */
const mostAtOnce = 60;
const longestMilliseconds = 10_000;

const total = requests.reduce((sum, { often }) => sum + often, 0);

/** Sends the shop its requests until `stop()`. Only ever to a loopback address. */
export function startTraffic({ url, stockPort }) {
  const { hostname, port } = new URL(url);
  if (hostname !== "127.0.0.1")
    throw new Error(`The demo's traffic goes to 127.0.0.1 only, not to ${hostname}.`);
  const agent = new Agent({ keepAlive: true, maxSockets: mostAtOnce });
  let running = 0;
  const send = (one) => {
    if (running >= mostAtOnce) return;
    running += 1;
    const { method = "GET", path, headers = {}, body, bodyStart, abortAfter } = one;
    const type = {
      ...((body ?? bodyStart) === undefined ? {} : { "content-type": "application/json" }),
      ...(bodyStart === undefined ? {} : { "content-length": 1000 }),
    };
    const sent = request({ hostname, port, agent, method, path, headers: { ...headers, ...type } });
    sent.setTimeout(longestMilliseconds, () => sent.destroy());
    const abort = abortAfter && setTimeout(() => sent.destroy(), abortAfter);
    sent.on("response", (response) => response.on("error", () => {}).resume());
    // A shop that is down is part of the show; the dashboards tell.
    sent.on("error", () => {});
    sent.once("close", () => {
      clearTimeout(abort);
      running -= 1;
    });
    if (bodyStart === undefined) sent.end(body);
    else sent.write(bodyStart);
  };
  const tell = async ({ quote, operations, ...message }) => {
    const stayMilliseconds = Math.random() * longestStayMilliseconds;
    if (quote !== undefined) await askQuote(port, quote, stayMilliseconds);
    else if (operations !== undefined) await askOperations(port, operations, { stayMilliseconds });
    else await askStock(stockPort, message);
  };
  const steady = setInterval(() => send(pick()), 1000 / perSecond);
  const rushes = setInterval(() => rush.forEach(send), rushEverySeconds * 1000);
  const talk = setInterval(() => {
    tell(oneOf(messages)()).catch(() => {});
  }, 1000 / messagesPerSecond);
  return {
    stop: () => {
      clearInterval(steady);
      clearInterval(rushes);
      clearInterval(talk);
      agent.destroy();
    },
  };
}

function oneOf(choices) {
  return choices[Math.floor(Math.random() * choices.length)];
}

function pick() {
  let rest = Math.random() * total;
  const chosen = requests.find(({ often }) => (rest -= often) < 0) ?? requests[0];
  return chosen.make();
}
