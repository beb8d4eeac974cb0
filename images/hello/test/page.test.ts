import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as path from "node:path";

const folder = path.dirname(__dirname);

/** The page as the image's build makes it. */
function page(environment: Record<string, string>): string {
  const env = { PATH: process.env["PATH"] ?? "", LC_ALL: "C", ...environment };
  const options = { cwd: folder, env, encoding: "utf8" } as const;
  return execFileSync("sh", ["fill.sh", "index.html.template"], options);
}

describe("hello's page", () => {
  it("shows the message, as title and heading, and the version", () => {
    const html = page({ MESSAGE: "Hello Kubernetes!", VERSION: "0.2" });
    assert.match(html, /<title>\s*Hello Kubernetes!\s*<\/title>/);
    assert.match(html, /<h1 [^>]*>\s*Hello Kubernetes!\s*<\/h1>/);
    assert.match(html, /<p [^>]*>\s*Version 0\.2\s*<\/p>/);
  });

  it("shows no version without one", () => {
    const html = page({ MESSAGE: "Hello Docker!", VERSION: "" });
    assert.match(html, /<p [^>]*>\s*<\/p>/);
  });

  const messages: [what: string, message: string, html?: string][] = [
    ["markup", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["an entity", "&lt; & &amp;", "&amp;lt; &amp; &amp;amp;"],
    ["quotes", `'one' "two" \`three\``, "'one' &quot;two&quot; `three`"],
    ["what a shell expands", "$HOME $(id) * ~ %s \\n"],
    ["what sed interprets", "/a/ \\1 & d", "/a/ \\1 &amp; d"],
    ["every script", "Grüße, 你好, مرحبا 👋"],
    ["the template's own words", "MESSAGE\nVERSION\nMESSAGE"],
    ["an option", "-n"],
  ];
  for (const [what, message, html = message] of messages) {
    it(`shows ${what} as it was typed`, () => {
      const shown = page({ MESSAGE: message, VERSION: "0.1" });
      assert.ok(shown.includes(`\n${html}\n    </h1>`), shown);
      assert.equal(shown.split("Version 0.1").length, 2);
    });
  }
});
