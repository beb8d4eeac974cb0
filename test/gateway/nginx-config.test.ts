import assert from "node:assert/strict";
import { nginxConfig } from "../../components/gateway/nginx-config";
import type { ServedRoute } from "../../components/gateway/route";

const peer = { podLabels: {} };
const front = { name: "front", port: 8080, peer };
const back = { name: "back", port: 8000, peer };

/** The body of the server that answers to a name on a port. */
function server(config: string, listen: string, name: string): string {
  const found = config
    .split(/^ {2}server \{\n/m)
    .slice(1)
    .map((rest) => rest.slice(0, rest.search(/^ {2}\}/m)))
    .filter((body) => body.includes(`listen ${listen};`) && body.includes(`server_name ${name};`));
  assert.equal(found.length, 1, `${found.length} servers are ${name} on ${listen}`);
  return found[0] ?? "";
}

/** Where a request for a path goes, by nginx's own rule: the very path, else the longest beginning. */
function target(body: string, path: string): string {
  const locations = [...body.matchAll(/^ *location (= )?(\/\S*) \{ (.*) \}$/gm)];
  const exact = locations.find(([, equals, at]) => equals !== undefined && at === path);
  const beginnings = locations
    .filter(([, equals, at = ""]) => equals === undefined && path.startsWith(at))
    .sort(([, , one = ""], [, , other = ""]) => other.length - one.length);
  return (exact ?? beginnings[0])?.[3] ?? "nothing";
}

describe("the proxy's nginx", () => {
  it("listens on IPv6 wherever it does on IPv4", () => {
    for (const tls of [undefined, "/tls"]) {
      const listens = nginxConfig(routes, tls).match(/(?<=listen ).*(?=;)/g) ?? [];
      const [six, four] = [true, false].map((six) =>
        listens.filter((listen) => listen.startsWith("[::]:") === six),
      );
      assert.ok(four !== undefined && four.length >= 4);
      assert.deepEqual(
        six,
        four.map((listen) => `[::]:${listen}`),
      );
    }
  });

  const routes: ServedRoute[] = [
    { host: "api.test", paths: ["/users", "/login"], service: back },
    { host: "api.test", paths: ["/users/pages/"], service: front },
    { host: "www.test", paths: ["/"], service: front },
    { host: "both.test", paths: ["/", "/a.b~c_d-e"], service: back },
  ];

  for (const [host, path, to] of [
    ["api.test", "/users", "back"],
    ["api.test", "/users/", "back"],
    ["api.test", "/users/7/x", "back"],
    ["api.test", "/users-of-others", undefined],
    ["api.test", "/usersx/y", undefined],
    ["api.test", "/users/pages", "front"],
    ["api.test", "/users/pages/7", "front"],
    ["api.test", "/users/pagesx", "back"],
    ["api.test", "/metrics", undefined],
    ["api.test", "/", undefined],
    ["www.test", "/", "front"],
    ["www.test", "/anything/below", "front"],
    ["both.test", "/a.b~c_d-e", "back"],
  ] as const) {
    it(`leads ${host}${path} to ${to ?? "nobody"}`, () => {
      const plain = server(nginxConfig(routes), "8080", host);
      const secure = server(nginxConfig(routes, "/tls"), "8443 ssl", host);
      const expected = to === undefined ? "return 404;" : `proxy_pass http://${to};`;
      assert.deepEqual([target(plain, path), target(secure, path)], [expected, expected]);
    });
  }

  it("asks each service at its own address, once", () => {
    const upstreams = [
      ...nginxConfig(routes).matchAll(/upstream (\S+) \{\s+server (\S+) max_fails=0;/g),
    ];
    assert.deepEqual(
      upstreams.map(([, name, address]) => [name, address]),
      [
        ["back", "back:8000"],
        ["front", "front:8080"],
      ],
    );
  });

  it("leads http to https, for the hosts that there are, whatever port it comes in by", () => {
    const config = nginxConfig(routes, "/tls");
    const http = server(config, "8080", "api.test www.test both.test");
    assert.match(http, /return 308 https:\/\/\$host\$request_uri;/);
    assert.ok(!http.includes("proxy_pass"));
    for (const host of ["api.test", "www.test", "both.test"]) {
      // In the server itself, whose other error pages would hide one from further out.
      const redirect = /error_page 497 =308 https:\/\/\$http_host\$request_uri;/;
      assert.match(server(config, "8443 ssl", host), redirect);
    }
  });

  it("has nothing of TLS without a certificate", () => {
    assert.doesNotMatch(nginxConfig(routes), /\bssl|\b308\b|8443/);
  });

  it("takes each host's certificate from its folder, through a variable, so that a renewed one is read", () => {
    const config = nginxConfig(routes, "/some/folder");
    const [, map = ""] = /map \$ssl_server_name \$tls_folder \{\n(.*?)\}/s.exec(config) ?? [];
    assert.deepEqual(
      map
        .trim()
        .split("\n")
        .map((line) => line.trim()),
      [
        "default /some/folder/api.test;",
        "api.test /some/folder/api.test;",
        "www.test /some/folder/www.test;",
        "both.test /some/folder/both.test;",
      ],
    );
    assert.match(config, /ssl_certificate \$tls_folder\/tls\.crt;/);
    assert.match(config, /ssl_certificate_key \$tls_folder\/tls\.key;/);
    // A certificate and a key each, and those that are renewed meanwhile.
    assert.match(config, /ssl_certificate_cache max=12 /);
  });

  it("takes names as long as DNS has them, which is said before the first map", () => {
    const config = nginxConfig(routes);
    for (const kind of ["map", "server_names"]) {
      const said = config.indexOf(`${kind}_hash_bucket_size 512;`);
      assert.ok(said >= 0 && said < config.indexOf("map $"), kind);
    }
  });

  it("answers 503, by a status of its own, where a connection never came about", () => {
    for (const config of [nginxConfig(routes), nginxConfig(routes, "/tls")]) {
      for (const status of [502, 504]) {
        // Without the "=" it would say 503 in its body and the old status in its head.
        const pages = config.split(`error_page ${status} = @failed-${status};`);
        assert.equal(pages.length - 1, 3, "once a host");
        assert.ok(config.includes(`if ($reached) { return ${status}; }`));
      }
    }
  });

  it("answers strangers with 404 on every port", () => {
    const defaults = [
      ...nginxConfig(routes, "/tls").matchAll(
        /listen (\d.*) default_server;\n *listen \[.*;\n(.*)/g,
      ),
    ];
    assert.deepEqual(
      defaults.map(([, listen, next]) => [listen, next?.trim()]),
      [
        ["8080", "location / { return 404; }"],
        ["8443 ssl", "location / { return 404; }"],
      ],
    );
  });

  for (const path of ["users", "/a b", "/a;b", "/a{", "/$host", "//", "", '/"', "/a\nb"]) {
    it(`refuses the path ${JSON.stringify(path)}, and names it and its service`, () => {
      const bad = [{ host: "api.test", paths: [path], service: back }];
      assert.throws(
        () => nginxConfig(bad),
        (error: Error) =>
          error.message.startsWith(`The path "${path}" is routed to back, but must`),
      );
    });
  }
});
