import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { freePort } from "@promenade/testing/services";
import { compareEffects, effectsOf, orderCounts } from "./effects.mjs";
import { askOperations } from "./graphql/subscriptions.mjs";
import { askQuote, askStock } from "./messages.mjs";
import { nameOf, scenarios } from "./scenarios.mjs";
import { shopDatabase, startShop } from "./shop.mjs";

/**
 * Starts the shop twice, with and without Promenade, and asks both the same. With Kafka, what their handlers of events
 * wrote is compared as well.
 */
export async function compareShops(kafka) {
  const [observed, plain] = await Promise.all([
    outcomeOf({ PROMENADE: "on" }, kafka),
    outcomeOf({ PROMENADE: "off" }, kafka),
  ]);
  const problems = scenarios.flatMap((scenario, index) => {
    const [theirs, ours] = [plain.answers[index], observed.answers[index]];
    const parts = Object.keys({ ...theirs, ...ours }).filter((part) => theirs[part] !== ours[part]);
    return parts.map(
      (part) =>
        `${nameOf(scenario)}: ${part} is ${clip(ours[part])}, without Promenade ${clip(theirs[part])}`,
    );
  });
  return {
    answers: { count: scenarios.length, problems },
    effects: kafka.isRunning() ? compareEffects(observed.effects, plain.effects) : undefined,
  };
}

async function outcomeOf(environment, kafka) {
  const database = await shopDatabase();
  const topics = kafka.isRunning() ? await kafka.topics() : undefined;
  try {
    const [port, metricsPort, stockPort] = [await freePort(), await freePort(), await freePort()];
    const ports = { port, metricsPort, stockPort };
    const shop = await startShop({
      databaseUrl: database.url,
      ...ports,
      environment: { ...environment, ...topics?.environment },
    });
    try {
      const hasMetrics = await fetch(`http://127.0.0.1:${metricsPort}/metrics`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (hasMetrics !== (environment.PROMENADE === "on"))
        throw new Error(
          `With PROMENADE=${environment.PROMENADE} the shop ${hasMetrics ? "has" : "has no"} metrics.`,
        );
      const before = await orderCounts(database);
      const answers = [];
      for (const scenario of scenarios) answers.push(await answerOf(ports, scenario));
      if (topics === undefined) return { answers };
      return { answers, effects: await effectsOf(database, topics, before) };
    } finally {
      await shop.stop();
    }
  } finally {
    await topics?.stop();
    await database.stop();
  }
}

/** A connection of its own for each: what one does to its connection must not meet the next one. */
async function answerOf({ port, stockPort }, scenario) {
  const agent = new Agent({ keepAlive: true });
  try {
    if (scenario.raw !== undefined) return await askRaw(port, scenario.raw);
    if (scenario.quote !== undefined) return { answer: await askQuote(port, scenario.quote) };
    if (scenario.operations !== undefined)
      return { answer: JSON.stringify(await askOperations(port, scenario.operations, scenario)) };
    if (scenario.pattern !== undefined) return { answer: await askStock(stockPort, scenario) };
    return await ask(port, agent, scenario);
  } catch (error) {
    return { error: error.code ?? error.message };
  } finally {
    agent.destroy();
  }
}

/** An aborted request has no answer; that the next ones have is what it shows. */
async function ask(port, agent, { method = "GET", path, headers = {}, body, abortAfter }) {
  const sent = request({ hostname: "127.0.0.1", port, agent, method, path, headers });
  sent.end(body);
  if (abortAfter !== undefined) {
    setTimeout(() => sent.destroy(), abortAfter);
    sent.on("error", () => {});
    await new Promise((resolve) => sent.once("close", resolve));
    return { aborted: "yes" };
  }
  const [response] = await once(sent, "response");
  const chunks = await response.toArray();
  return comparable(
    response.statusCode,
    response.statusMessage,
    response.rawHeaders,
    Buffer.concat(chunks).toString("latin1"),
  );
}

async function askRaw(port, bytes) {
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("latin1").end(bytes);
  const answer = (await socket.toArray()).join("");
  return { bytes: answer.replace(/^date: .*$/im, "") };
}

/** All of it but the time: the header `date`, and the moment at which a row was written. */
function comparable(status, message, rawHeaders, body) {
  const moment = /("(?:placedAt|joinedAt)":)"[^"]*"/g;
  const isTimed = status === 201 && moment.test(body);
  const lines = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name, value] = rawHeaders.slice(index, index + 2);
    const isVolatile = /^date$/i.test(name) || (isTimed && /^etag$/i.test(name));
    lines.push(`${name}: ${isVolatile ? "…" : value}`);
  }
  return {
    status: `${status} ${message}`,
    headers: lines.join("\n"),
    body: isTimed ? body.replaceAll(moment, '$1"…"') : body,
  };
}

function clip(text = "nothing") {
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text);
}
