import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { until } from "../helpers.ts";
import { everything, thousand } from "./boards.ts";
import { community } from "./community.ts";
import { hostile, panelOf, startWorld, type World } from "./world.ts";

let world: World;
let page: Page | undefined;

beforeAll(async () => {
  world = await startWorld([everything, thousand]);
}, 300_000);

afterAll(async () => {
  await world?.stop();
});

afterEach(async () => {
  await page?.close();
  page = undefined;
});

async function open(path: string, options?: Parameters<World["open"]>[1]): Promise<Page> {
  page = await world.open(path, options);
  return page;
}

describe("the page", { timeout: 120_000 }, () => {
  it("lists the dashboards and finds them", async () => {
    const home = await open("");
    await home.locator(".card").first().waitFor();
    expect(await home.locator(".card strong").allTextContents()).toEqual([
      "Application",
      "Node.js",
      "Everything",
      "Thousand",
    ]);
    await home.keyboard.press("/");
    await home.keyboard.type("event loop");
    await home.waitForFunction(() => document.querySelectorAll(".card").length === 1);
    await home.locator(".card").click();
    await panelOf(home, "Event-loop utilisation");
    expect(new URL(home.url()).pathname).toBe("/d/promenade-node");
  });

  it("shows the numbers that a Prometheus gives which scrapes the same app", async () => {
    const board = await open("d/everything");
    const [sample] = await world.prometheus.waitFor("promenade_start_time_seconds");
    const version = await panelOf(board, "Version");
    expect(Number(await version.locator(".stat-value").getAttribute("data-value"))).toBe(
      sample?.value,
    );
    const lines = await panelOf(board, "Lines");
    expect(await lines.locator("th").allTextContents()).toEqual(["Operation", "Buckets"]);
    const counts = await world.prometheus.waitFor("count by (op) (demo_duration_seconds_bucket)");
    const rows = await lines.locator("tbody tr").all();
    const shown = await Promise.all(
      rows.map(async (row) => await row.locator("td").allTextContents()),
    );
    expect(new Map(shown.map(([op, count]) => [op, Number(count)]))).toEqual(
      new Map(counts.map(({ labels, value }) => [labels["op"], value])),
    );
    expect(await (await panelOf(board, "Dial")).locator(".gauge-value").textContent()).toBe("42");
    const rates = await panelOf(board, "Rates");
    const last = await rates.locator(".legend td:nth-child(2)").allTextContents();
    expect(last).toHaveLength(3);
    // Ten a second, of each kind.
    for (const text of last) expect(Number(text)).toBeGreaterThan(2);
  });

  it("draws every kind of panel without a complaint", async () => {
    const board = await open("d/everything");
    for (const title of ["Rates", "Quantiles", "Heat"])
      expect(await (await panelOf(board, title)).locator("canvas").count()).toBe(1);
    expect(await (await panelOf(board, "Bars")).locator(".bar-fill").count()).toBe(3);
    expect(await (await panelOf(board, "Heat")).locator(".color-scale").isVisible()).toBe(true);
    expect(await (await panelOf(board, "Words")).locator("h1").textContent()).toBe("Hello");
    expect(await (await panelOf(board, "Unknown kind")).textContent()).toContain(
      "are not drawn here",
    );
  });

  it("says why there is no data", async () => {
    const board = await open("d/everything");
    const words = async (title: string): Promise<string> =>
      (await (await panelOf(board, title)).locator(".empty").textContent()) ?? "";
    expect(await words("Unknown metric")).toContain("No target has exposed not_there_total yet.");
    expect(await words("Wrong filter")).toContain("no series matches the filter");
    const broken = await panelOf(board, "Broken");
    expect(await broken.locator(".empty").getAttribute("role")).toBe("alert");
    expect(await broken.locator("mark").textContent()).toContain("nope");
  });

  it("filters by variables, several at once, and keeps them in the address", async () => {
    const board = await open("d/everything");
    const lines = await panelOf(board, "Lines");
    await lines.locator("tbody tr").nth(2).waitFor();
    const menu = board.locator('[data-variable="op"]');
    await menu.locator("summary").click();
    await menu.getByRole("option", { name: "write", exact: false }).click();
    await board.waitForFunction(
      () => document.querySelectorAll('[data-panel="Lines"] tbody tr').length === 1,
    );
    expect(await lines.locator("tbody tr td").first().textContent()).toBe("write");
    await menu.locator("summary").click();
    await menu.getByRole("option", { name: "read", exact: false }).click();
    await board.waitForFunction(
      () => document.querySelectorAll('[data-panel="Lines"] tbody tr').length === 2,
    );
    expect(new URL(board.url()).searchParams.getAll("var-op")).toEqual(["write", "read"]);
    await board.reload();
    await board.waitForFunction(
      () => document.querySelectorAll('[data-panel="Lines"] tbody tr').length === 2,
    );
  });

  it("lets no hostile label be anything but text", async () => {
    const board = await open("d/everything");
    const lines = await panelOf(board, "Lines");
    await lines.locator("tbody tr").nth(2).waitFor();
    expect(await lines.locator("tbody tr td:first-child").allTextContents()).toContain(hostile);
    const menu = board.locator('[data-variable="op"]');
    await menu.locator("summary").click();
    await menu.getByRole("option", { name: "<img" }).click();
    await board.waitForFunction(
      () => document.querySelectorAll('[data-panel="Lines"] tbody tr').length === 1,
    );
    expect(await lines.locator("tbody tr td").first().textContent()).toBe(hostile);
    expect(await board.locator("img:not(.brand img)").count()).toBe(0);
    const words = await panelOf(board, "Words");
    expect(await words.textContent()).toContain(hostile);
    expect(await words.locator("a").allTextContents()).toEqual(["fine"]);
    expect(await board.title()).toBe("Everything · Promenade");
  });

  it("changes its range by hand, by dragging, and back", async () => {
    const board = await open("d/everything");
    const rates = await panelOf(board, "Rates");
    await board.locator("#range").selectOption("1m");
    await board.waitForURL(/from=now-1m/);
    const over = rates.locator(".u-over");
    const box = await over.boundingBox();
    if (box === null) throw new Error("no plot");
    await board.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2);
    await board.mouse.down();
    await board.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2, { steps: 4 });
    await board.mouse.up();
    await board.waitForURL(/from=\d+&to=\d+/);
    const { searchParams } = new URL(board.url());
    const span = Number(searchParams.get("to")) - Number(searchParams.get("from"));
    expect(span).toBeGreaterThan(15_000);
    expect(span).toBeLessThan(35_000);
    await board.keyboard.press("l");
    await board.waitForURL((url) => !url.searchParams.has("from"));
  });

  it("shows exemplars and deploys where they are", async () => {
    const board = await open("d/everything");
    const quantiles = await panelOf(board, "Quantiles");
    const dot = quantiles.locator(".exemplar").first();
    await dot.waitFor();
    await dot.focus();
    expect(await dot.locator(".hover-card").textContent()).toContain(
      "0af7651916cd43dd8448eb211c80319c",
    );
    const mark = quantiles.locator(".mark").first();
    await mark.waitFor();
    expect(await mark.getAttribute("aria-label")).toContain("shop 1.2.3 deployed");
    await (await panelOf(board, "Heat")).locator(".exemplar").first().waitFor();
  });

  it("has a tooltip, and one crosshair for all graphs", async () => {
    const board = await open("d/everything");
    const rates = await panelOf(board, "Rates");
    await panelOf(board, "Quantiles");
    const over = rates.locator(".u-over");
    await over.scrollIntoViewIfNeeded();
    const box = await over.boundingBox();
    if (box === null) throw new Error("no plot");
    const show = async (): Promise<boolean> => {
      await board.mouse.move(box.x + box.width - 5 - Math.random() * 5, box.y + box.height / 2);
      return (await board.locator(".tooltip:visible").count()) > 0;
    };
    await until(show);
    expect(await board.locator(".tooltip:visible").textContent()).toContain("read");
    const other = board.locator('[data-panel="Quantiles"] .u-cursor-x');
    await until(async () => !(await other.evaluate((line) => line.classList.contains("u-off"))));
  });

  it("hides lines by its legend", async () => {
    const board = await open("d/everything");
    const rates = await panelOf(board, "Rates");
    await rates.locator(".legend-name", { hasText: "read" }).click();
    await rates.locator("tr.off").nth(1).waitFor();
    expect(await rates.locator("tr.off").count()).toBe(2);
    await rates.locator(".legend-name", { hasText: "read" }).click();
    await board.waitForFunction(
      () => document.querySelectorAll('[data-panel="Rates"] tr.off').length === 0,
    );
  });

  it("opens folded rows, and asks for their data only then", async () => {
    const board = await open("d/everything");
    await panelOf(board, "Version");
    expect(await board.locator('[data-panel="Inside"]').count()).toBe(0);
    await board.keyboard.press("x");
    expect(await (await panelOf(board, "Inside")).locator(".stat-value").textContent()).toBe("7");
  });

  it("goes on by itself", async () => {
    const board = await open("d/everything?refresh=1s");
    await panelOf(board, "Version");
    const turns = async (): Promise<number> =>
      Number(await board.evaluate(() => document.body.dataset["refreshed"]));
    const before = await turns();
    const after = await until(async () =>
      (await turns()) > before + 2 ? await turns() : undefined,
    );
    expect(after).toBeGreaterThan(before + 2);
  });
});

describe("the page's looks and hands", { timeout: 120_000 }, () => {
  const background = async (shown: Page): Promise<string> =>
    await shown.evaluate(() => getComputedStyle(document.body).backgroundColor);

  it("follows the system, until the reader chooses", async () => {
    const dark = await open("", { colorScheme: "dark" });
    expect(await background(dark)).toBe("rgb(17, 18, 23)");
    await dark.keyboard.press("k");
    await until(async () => (await background(dark)) === "rgb(244, 245, 245)");
    await dark.reload();
    expect(await background(dark)).toBe("rgb(244, 245, 245)");
    await dark.close();
    expect(await background(await open("", { colorScheme: "light" }))).toBe("rgb(244, 245, 245)");
  });

  it("draws what is rare in the colour of the page", async () => {
    const rare = async (colorScheme: "dark" | "light"): Promise<number> => {
      const board = await open("d/everything", { colorScheme });
      const scale = (await panelOf(board, "Heat")).locator(".color-scale i");
      const image = await scale.evaluate((bar) => getComputedStyle(bar).backgroundImage);
      await board.close();
      return Number(/rgb\((\d+)/.exec(image)?.[1]);
    };
    expect(await rare("dark")).toBeLessThan(80);
    expect(await rare("light")).toBeGreaterThan(200);
  });

  it("can be used without a mouse", async () => {
    const home = await open("");
    await home.locator(".card").first().waitFor();
    await home.keyboard.press("?");
    await home.locator("dialog[open]").waitFor();
    expect(await home.locator("dialog kbd").count()).toBeGreaterThan(15);
    await home.keyboard.press("Escape");
    await home.locator("dialog[open]").waitFor({ state: "detached" });
    for (const [keys, path] of [
      ["ga", "/alerts"],
      ["gt", "/targets"],
      ["gh", "/"],
    ] as const) {
      for (const key of keys) await home.keyboard.press(key);
      await home.waitForURL((url) => url.pathname === path);
    }
  });

  it("shows alerts, targets and the budget of series", async () => {
    const alerts = await open("alerts");
    await alerts.locator(".rule", { hasText: "PromenadeNodeEventLoopSaturated" }).waitFor();
    await alerts.goto(`${world.preview.url}targets`);
    await alerts.locator("td", { hasText: "one:1" }).waitFor();
    expect(await alerts.locator(".bar-title", { hasText: "node" }).first().isVisible()).toBe(true);
  });

  it("can be read on a phone", async () => {
    const phone = await open("d/everything", {
      viewport: { width: 390, height: 800 },
      hasTouch: true,
    });
    await panelOf(phone, "Rates");
    const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    const lines = await phone.evaluate(() =>
      [...document.querySelectorAll(".tools > *")].map((tool) => tool.getBoundingClientRect().top),
    );
    expect({ tools: lines.length, lines: new Set(lines).size }).toEqual({ tools: 8, lines: 1 });
  });

  it("stays usable with a thousand lines in a graph", async () => {
    const board = await open("d/thousand?refresh=1s");
    const panel = await panelOf(board, "Many");
    expect(await panel.locator(".legend li").count()).toBe(201);
    const over = panel.locator(".u-over");
    const box = await over.boundingBox();
    if (box === null) throw new Error("no plot");
    await until(async () => {
      await board.mouse.move(box.x + box.width - 4 - Math.random() * 6, box.y + box.height / 2);
      return (await board.locator(".tooltip:visible").count()) > 0;
    });
    await board.keyboard.press("?");
    await board.locator("dialog[open]").waitFor();
  });

  it("draws a dashboard of the community that is dropped on it", async () => {
    const home = await open("");
    await home.locator(".card").first().waitFor();
    await home.evaluate((json) => {
      const files = new DataTransfer();
      files.items.add(new File([json], "nodejs.json", { type: "application/json" }));
      dispatchEvent(
        new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }),
      );
    }, JSON.stringify(community));
    await home.waitForURL(/\/d\/file-1/);
    for (const { type, title } of community.panels as readonly { type: string; title: string }[]) {
      const panel = await panelOf(home, title);
      const drawn = panel.locator(type === "graph" ? "canvas" : ".stat-value");
      await drawn.first().waitFor();
    }
    const version = home.locator('[data-panel="Node.js Version"] .stat-value');
    expect(await version.textContent()).toBe(process.version);
    const memory = home.locator('[data-panel="Process Memory Usage"] .legend tbody tr');
    expect(await memory.count()).toBe(3);
    expect(await memory.first().locator("td").nth(1).textContent()).toMatch(/^[\d.]+ MiB$/);
  });

  it("says what is wrong with a file that is no dashboard", async () => {
    const home = await open("");
    await home
      .locator("input[type=file]")
      .setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
    await home.locator(".problem").filter({ hasText: "no classic Grafana dashboard" }).waitFor();
    expect(new URL(home.url()).pathname).toBe("/");
  });

  it("never complained, and asked nobody but the preview", () => {
    expect(world.complaints).toEqual([]);
  });
});
