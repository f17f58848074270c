import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { detectIdentity } from "../src/detect-identity.ts";

const hash = "0123456789abcdef0123456789abcdef01234567";
let root: string;
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "identity-"));
});
afterEach(() => rmSync(root, { recursive: true }));

describe("identity", () => {
  it("prefers what is given, then the platform, then package.json and git", () => {
    put("package.json", JSON.stringify({ name: "@acme/shop", version: "1.2.3" }));
    put(".git/HEAD", "ref: refs/heads/main\n");
    put(".git/refs/heads/main", `${hash}\n`);
    put(
      ".git/logs/HEAD",
      `${"0".repeat(40)} ${hash} Ada Lovelace <ada@example.org> 1700000000 +0000\tcommit: x\n`,
    );
    put("src/deep/file", "");
    const inside = join(root, "src", "deep");
    expect(detectIdentity({}, {}, inside)).toEqual({
      service: "shop",
      version: "1.2.3",
      revision: hash,
      author: "Ada Lovelace",
      environment: "",
    });
    const platform = {
      GITHUB_SHA: "abc",
      GIT_AUTHOR: "Grace <grace@example.org>",
      NODE_ENV: "production",
      OTEL_SERVICE_NAME: "store",
    };
    expect(detectIdentity({ version: "9" }, platform, inside)).toEqual({
      service: "store",
      version: "9",
      revision: "abc",
      author: "Grace",
      environment: "production",
    });
    expect(detectIdentity({ author: "linus@example.org" }, {}, inside).author).toBe("linus");
  });

  it("reads packed references and a detached head", () => {
    put(".git/HEAD", "ref: refs/heads/main\n");
    put(".git/packed-refs", `# pack-refs\n${hash} refs/heads/main\n`);
    expect(detectIdentity({}, {}, root).revision).toBe(hash);
    put(".git/HEAD", `${hash}\n`);
    expect(detectIdentity({}, {}, root).revision).toBe(hash);
  });

  it("never throws: broken files mean unknown", () => {
    put("package.json", "{");
    put(".git/HEAD", "ref: refs/heads/none");
    expect(detectIdentity({}, {}, root)).toEqual({
      service: "app",
      version: "",
      revision: "",
      author: "",
      environment: "",
    });
  });
});
