import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { agrees, expectConsent } from "../scripts/consent";

function terminal(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  const shown = () => String(output.read() ?? "");
  return { ends: { input, output }, input, shown };
}

describe("consent", () => {
  for (const [answer, expected] of [
    ["y", true],
    [" Yes ", true],
    ["", false],
    ["n", false],
    ["yesterday", false],
    ["why", false],
  ] as const) {
    it(`is ${expected ? "" : "not "}"${answer}"`, async () => {
      const { ends, input } = terminal(false);
      input.write(`${answer}\n`);
      assert.equal(await agrees("Go on?", ends), expected);
    });
  }

  it("is not the end of the input, as after ctrl-C", async () => {
    const { ends, input } = terminal(false);
    input.end();
    assert.equal(await agrees("Go on?", ends), false);
  });

  it("is asked for after what it is for was said", async () => {
    const { ends, input, shown } = terminal(true);
    input.write("y\n");
    await expectConsent("All is replaced.", false, ends);
    assert.match(shown(), /^All is replaced\.\n[^]*Go on\? \[y\/N\] /);
    input.write("n\n");
    await assert.rejects(
      expectConsent("All is replaced.", false, ends),
      /^Error: Nothing was changed\.$/,
    );
  });

  it("is given by --yes, and cannot be had where there is no terminal", async () => {
    const { ends, shown } = terminal(false);
    await expectConsent("All is replaced.", true, ends);
    assert.equal(shown(), "All is replaced.\n");
    await assert.rejects(expectConsent("All is replaced.", false, ends), /--yes does without/);
  });
});
