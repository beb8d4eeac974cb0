import * as assert from "node:assert/strict";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ensureSigningKey } from "./signing-key";

describe("the signing key", () => {
  let folder: string;
  let files: [string, string];
  const pair = () => Promise.all(files.map((file) => readFile(file, "utf8")));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "signing-key-"));
    files = [join(folder, "accounts.key"), join(folder, "accounts.pub")];
    await ensureSigningKey(...files);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("stays, and has its public half beside it", async () => {
    const [privateKey = "", publicKey = ""] = await pair();
    const half = createPublicKey(createPrivateKey(privateKey));
    assert.equal(publicKey, half.export({ type: "spki", format: "pem" }));
    await ensureSigningKey(...files);
    assert.deepEqual(await pair(), [privateKey, publicKey]);
  });

  it("gets back a public half that a crash has taken", async () => {
    const before = await pair();
    await rm(files[1]);
    await ensureSigningKey(...files);
    assert.deepEqual(await pair(), before);
  });
});
