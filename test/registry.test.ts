import assert from "node:assert/strict";
import { holding, type Login } from "../scripts/registry";
import { type Asked, RegistryServer } from "./registry-server";

const digest = `sha256:${"a".repeat(64)}`;
const path = `/v2/team/hello/manifests/${digest}`;
const login: Login = { username: "slipway", password: "p:w" };
const basic = `Basic ${Buffer.from("slipway:p:w").toString("base64")}`;

describe("a registry that is asked whether it has an image", () => {
  let registry: RegistryServer | undefined;
  afterEach(() => registry?.close());

  async function told(
    answer: Parameters<typeof RegistryServer.start>[0],
    as?: Login,
  ): Promise<string> {
    registry = await RegistryServer.start(answer);
    const said = await holding(`${registry.host}/team/hello@${digest}`, async () => as);
    return said.is === "untold" ? said.why.replace(registry.host, "it") : said.is;
  }
  const manifest = ({ what }: Asked) => what === `HEAD ${path}`;

  it("has it where it answers with 200, and has lost it where it is a registry and does not know it", async () => {
    assert.equal(await told((asked) => [manifest(asked) ? 200 : 500]), "there");
    registry?.close();
    assert.equal(await told(({ what }) => [what === "GET /v2/" ? 200 : 404]), "lost");
  });

  it("has lost nothing where what answers is no registry, or answers otherwise, or nobody does", async () => {
    assert.equal(await told(() => [404]), "it is no registry");
    registry?.close();
    assert.equal(await told((asked) => [manifest(asked) ? 503 : 200]), "it answers with 503");
    registry?.close();
    const gone = await holding(`${registry?.host}/team/hello@${digest}`);
    assert.match(gone.is === "untold" ? gone.why : "", /does not answer: .*ECONNREFUSED/);
  });

  it("is shown the login where it asks for one", async () => {
    const wants = { "www-authenticate": 'Basic realm="registry"' };
    const answer = ({ what, authorization }: Asked): [number, Record<string, string>?] =>
      authorization !== basic ? [401, wants] : [what === "GET /v2/" ? 200 : 404];
    assert.equal(await told(answer, login), "lost");
    registry?.close();
    assert.equal(await told(answer), "it answers with 401");
  });

  for (const [who, as] of [
    ["who logs in", login],
    ["anybody", undefined],
  ] as const) {
    it(`is shown the token that another server gives ${who} for that one repository`, async () => {
      const tokens = "/token?service=registry.test&scope=repository%3Ateam%2Fhello%3Apull";
      const answer = ({
        what,
        authorization,
      }: Asked): [number, Record<string, string>, string?] => {
        if (what === `GET ${tokens}`) {
          return authorization === (as && basic) ? [200, {}, '{"token":"t1"}'] : [401, {}];
        }
        if (authorization === "Bearer t1") return [200, {}];
        const realm = `realm="http://${registry?.host}/token",service="registry.test"`;
        return [401, { "www-authenticate": `Bearer ${realm},scope="repository:x:pull"` }];
      };
      assert.equal(await told(answer, as), "there");
    });
  }

  it("is not given a password for a server that it would reach in clear", async () => {
    const realm = 'Bearer realm="http://tokens.test/",service="x"';
    assert.equal(
      await told(() => [401, { "www-authenticate": realm }], login),
      "it answers with 401",
    );
  });
});
