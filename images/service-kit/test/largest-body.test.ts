import assert from "node:assert/strict";
import { Type } from "typebox";
import { largestBody } from "../src/largest-body.ts";

describe("largestBody", () => {
  const schema = Type.Object({
    name: Type.String({ maxLength: 100 }),
    halls: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 50 }),
    place: Type.Object({ seats: Type.Integer(), open: Type.Boolean() }),
  });
  const full = (text: string) => ({
    name: text.repeat(100),
    halls: Array.from({ length: 50 }, () => text.repeat(60)),
    place: { seats: -Number.MAX_VALUE, open: false },
  });
  const escaped = (json: string) =>
    json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

  it("has room for whatever the schema allows, however it is written", () => {
    for (const text of ["a", "好", "🎻"]) {
      for (const indent of [undefined, 2, 8]) {
        const json = JSON.stringify(full(text), undefined, indent);
        assert.ok(Buffer.byteLength(json) <= largestBody(schema));
        assert.ok(Buffer.byteLength(escaped(json)) <= largestBody(schema));
      }
    }
  });

  it("has not much more than that", () => {
    assert.ok(Buffer.byteLength(escaped(JSON.stringify(full("🎻")))) > largestBody(schema) * 0.85);
  });

  const endless: [where: string, schema: unknown][] = [
    ["body.name has no maxLength", Type.Object({ name: Type.String() })],
    ["body[] has no maxLength", Type.Array(Type.String(), { maxItems: 1 })],
    ["body.halls has no maxItems", Type.Object({ halls: Type.Array(Type.Integer()) })],
    ["body.any is of type undefined", Type.Object({ any: Type.Unknown() })],
  ];
  for (const [message, schema] of endless) {
    it(`refuses a schema without a limit: ${message}`, () => {
      assert.throws(() => largestBody(schema), new RegExp(message.replace("[]", "\\[\\]")));
    });
  }
});
