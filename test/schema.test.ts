import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { parse } from "yaml";
import { settingsFiles } from "../scripts/schema";
import { stackNames } from "../scripts/stack-config";

const root = path.dirname(__dirname);

describe("npm run schema", () => {
  let files: Map<string, string>;
  let validate: ValidateFunction;
  before(async () => {
    files = await settingsFiles();
    const schema = fs.readFileSync(path.join(root, "docs/stack.schema.json"), "utf8");
    validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
      JSON.parse(schema) as object,
    );
  });

  for (const file of ["README.md", "docs/stack.schema.json"]) {
    it(`has nothing to change in ${file}`, () => {
      const made = files.get(path.join(root, file));
      assert.equal(fs.readFileSync(path.join(root, file), "utf8"), made, "run npm run schema");
    });
  }

  const read = (stack: string) => fs.readFileSync(path.join(root, `Pulumi.${stack}.yaml`), "utf8");

  for (const stack of stackNames()) {
    it(`makes a schema that Pulumi.${stack}.yaml names and follows`, () => {
      const text = read(stack);
      assert.match(text, /^# yaml-language-server: \$schema=docs\/stack\.schema\.json\n/);
      assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
    });
  }

  for (const [what, settings] of Object.entries({
    "a key of its own": { "slipway:color": "red" },
    "an old key": { "slipway:userReplicas": 3 },
    "a service that the program has not": { "slipway:services": { usr: {} } },
    "a field that services have not": { "slipway:services": { user: { storage: "1Gi" } } },
    "a value out of range": { "slipway:services": { user: { replicas: 0 } } },
    "brokers for a Redis": { "slipway:stores": { "redis-for-user": { replicas: 3 } } },
    "a password in plain text": { "slipway:registry": { password: "hunter2" } },
  })) {
    it(`refuses ${what}`, () => {
      assert.equal(validate({ config: settings }), false);
    });
  }

  it("takes what is encrypted where a secret may stand", () => {
    const secure = { secure: "AAABAA" };
    const config = {
      "slipway:registry": { password: secure },
      "slipway:services": { user: { env: { SMTP_PASSWORD: secure, LOG_LEVEL: "debug" } } },
    };
    assert.ok(validate({ config, encryptionsalt: "v1:x" }), JSON.stringify(validate.errors));
  });
});
