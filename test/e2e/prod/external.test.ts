import * as assert from "node:assert/strict";
import { call } from "../api";
import { eventually, kubectl } from "../cluster";
import { logIn, type Person, person } from "../person";
import { timed } from "../stages";
import { type OutsideMySql, outsideMySql } from "./outside-mysql";
import { configureForGood, prodStack } from "./stack";

describe("a MySQL that somebody else runs", () => {
  let outside: OutsideMySql;
  let someone: Person;

  before("an empty server outside of the namespace", async () => {
    outside = await outsideMySql();
    assert.equal(await outside.ask("SHOW DATABASES LIKE 'user';"), "");
  });
  after(() => outside?.remove());

  it("takes the place of the stack's own, of which nothing is left", async () => {
    await configureForGood(
      { "slipway:stores": { "mysql-for-user": { external: outside.config } } },
      { "stores.mysql-for-user.external.password": outside.password },
    );
    await timed("up with a MySQL outside", () => prodStack().ask("up", "--yes", "--skip-preview"));
    // But for its volume: what is on it is somebody's to give up.
    const kinds = "statefulsets,services,secrets,jobs,poddisruptionbudgets,pods";
    const left = await kubectl(["get", kinds, "--output=name"]);
    assert.deepEqual(
      left.split("\n").filter((name) => name.includes("mysql")),
      [],
    );
  });

  it("has the schema by the service's own migrations, and serves", async () => {
    await eventually("the service has reached it", 60, async () => {
      const { status } = await call("GET", "/users/00000000-0000-4000-8000-000000000000");
      return status === 404;
    });
    someone = await person();
    await logIn(someone.email, someone.password);
    const found = await outside.ask(`SELECT username FROM user.users;`);
    assert.deepEqual(found.trim().split("\n"), [someone.username]);
  });
});
