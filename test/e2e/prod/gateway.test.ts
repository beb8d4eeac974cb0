import * as assert from "node:assert/strict";
import * as http from "node:http";
import * as tls from "node:tls";
import { call } from "../api";
import { begin } from "../entrance";
import { domain } from "./settings";
import { prodStack, stackCertificate } from "./stack";

describe("the gateway of prod", () => {
  it("shows the certificate that the stack was given", async () => {
    const { certificate } = await stackCertificate();
    const shown = await new Promise<tls.PeerCertificate>((resolve, reject) => {
      const socket = tls.connect(
        { host: "127.0.0.1", port: 443, servername: `www.${domain}`, ca: certificate },
        () => resolve(socket.getPeerCertificate()),
      );
      socket.once("error", reject).once("secureConnect", () => socket.end());
    });
    assert.equal(shown.subject.CN, domain);
    assert.ok(certificate.replace(/\s/g, "").includes(shown.raw.toString("base64")));
  });

  it("tells browsers to come by https alone from then on, whoever answers", async () => {
    const api = await call("GET", "/events");
    assert.equal(api.status, 200);
    for (const headers of [api.headers, (await secure("www")).headers]) {
      assert.match(String(headers["strict-transport-security"]), /^max-age=\d{7,}/);
    }
  });

  it("sends whoever comes by http to the same place by https", async () => {
    for (const [host, path] of [
      ["www", "/events?page=2"],
      ["api", "/users/me"],
    ] as const) {
      const { status, location } = await plain(`${host}.${domain}`, path);
      assert.ok([301, 308].includes(status), String(status));
      assert.equal(location, `https://${host}.${domain}${path}`);
    }
  });

  it("has told the site and the API of it", async () => {
    const site = await secure("www", "/config.json");
    assert.ok(site.text.includes(`https://api.${domain}`), site.text);
    const origin = `https://www.${domain}`;
    const { headers } = await call("GET", "/events", { headers: { origin } });
    assert.equal(headers["access-control-allow-origin"], origin);
    const { urls } = JSON.parse(await prodStack().ask("stack", "output", "--json")) as {
      urls: string[];
    };
    for (const url of urls) assert.match(url, /^https:/);
  });
});

/** A page through the gateway, by https. */
function secure(host: string, path = "/") {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }>(
    (resolve, reject) => {
      const request = begin(host, { path, timeout: 20_000 }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.once("error", reject);
        response.once("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      request.once("timeout", () => request.destroy(new Error("no answer within 20 s")));
      request.once("error", reject).end();
    },
  );
}

/** What http answers on the gateway's other port. */
function plain(host: string, path: string) {
  return new Promise<{ status: number; location: string | undefined }>((resolve, reject) => {
    http
      .get({ host: "127.0.0.1", path, headers: { host }, timeout: 20_000 }, (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, location: response.headers.location });
      })
      .once("error", reject);
  });
}
