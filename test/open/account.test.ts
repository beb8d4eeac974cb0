import assert from "node:assert/strict";
import * as fs from "node:fs";
import { Kubectl } from "../../scripts/kubectl";
import { accountOf } from "../../scripts/open/account";
import { kubectlStandIn } from "../kubectl-stand-in";

const encoded = (text: string) => Buffer.from(text).toString("base64");

describe("the account of what is opened", () => {
  let standIn: ReturnType<typeof kubectlStandIn>;
  let kubectl: Kubectl;
  beforeEach(() => {
    standIn = kubectlStandIn({
      "secret-cart-server": { data: { OTHER: encoded("no"), ADMIN_PASSWORD: encoded("s3cret") } },
      "secret-adminer-1": {
        data: { MYSQL_USER: encoded("adminer-1"), MYSQL_PASSWORD: encoded("s3cret") },
      },
    });
    kubectl = new Kubectl("shop", "shop", standIn.env);
  });
  afterEach(() => fs.rmSync(standIn.folder, { recursive: true }));

  const cart = { secret: "cart-server", user: { name: "default" }, password: /^ADMIN_PASSWORD$/ };
  const adminer = {
    secret: "adminer-1",
    ...{ user: { key: /(^|_)MYSQL_USER$/ }, password: /(^|_)MYSQL_PASSWORD$/ },
  };

  it("is none where the stack has made none", async () => {
    assert.equal(await accountOf(undefined, kubectl, true), undefined);
  });

  it("has a password only where it is asked for, and reads no Secret for less", async () => {
    const without = { user: "default", password: undefined };
    assert.deepEqual(await accountOf(cart, kubectl, false), without);
    assert.deepEqual(standIn.calls(), [""]);
    assert.deepEqual(await accountOf(cart, kubectl, true), { ...without, password: "s3cret" });
  });

  it("is that of an edge, whose name is in its Secret", async () => {
    const without = { user: "adminer-1", password: undefined };
    assert.deepEqual(await accountOf(adminer, kubectl, false), without);
    assert.deepEqual(await accountOf(adminer, kubectl, true), { ...without, password: "s3cret" });
  });

  it("is missed in words", async () => {
    await assert.rejects(
      accountOf({ ...cart, password: /^GONE$/ }, kubectl, true),
      /^Error: The Secret cart-server has no key \^GONE\$, but OTHER, ADMIN_PASSWORD\.$/,
    );
  });
});
