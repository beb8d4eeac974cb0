import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { App } from "../components/app";
import { Gateway, type Route } from "../components/gateway";
import { Job } from "../components/job";
import { MySql } from "../components/mysql";
import { Outside } from "../components/outside";
import { Redis } from "../components/redis";
import { Schedule } from "../components/schedule";
import { Service } from "../components/service";
import { Volume } from "../components/volume";
import { backendUrl } from "../scripts/stack";
import { anyImage, deployApp } from "./deploy";

const root = path.dirname(__dirname);

describe("README", () => {
  const text = fs.readFileSync(path.join(root, "README.md"), "utf8");
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()));

  it("names every npm command", () => {
    const { scripts } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const commands = Object.keys(scripts).filter((name) => !/^pre/.test(name));
    const missing = commands.filter(
      (name) => !rows.some(([, command = ""]) => new RegExp(`npm (run )?${name}\\b`).test(command)),
    );
    assert.deepEqual(missing, []);
  });

  it("has a table of parts whose lines of code each deploy something", async () => {
    const [, table = ""] = /### The parts\n\n(.*?)\n\n/s.exec(text) ?? [];
    const code = [...table.matchAll(/`([^`]+)`/g)].map(([, line = ""]) => line);
    const whole = code.filter((line) => !line.includes("(…)"));
    assert.ok(whole.length >= 10);
    const images = ["shop", "web", "seed", "nightly", "www"];
    const digests = Object.fromEntries(images.map((name) => [name, `sha256:${"0".repeat(64)}`]));
    const outside = { payments: { cidrs: ["203.0.113.0/24"] } };
    for (const line of whole) {
      const classes = { Gateway, Job, MySql, Outside, Redis, Schedule, Service, Volume };
      const settings = { images: { digests }, ...(line.includes("Outside") ? { outside } : {}) };
      let before = 0;
      const stack = await deployApp((app) => {
        const values = {
          ...classes,
          app,
          sessions: new Redis("sessions", { app }),
          user: new Service("user", { app, port: 10086, image: { name: "www" } }),
          usersDatabase: new MySql("users-database", { app, database: "user" }),
          uploads: new Volume("files", { app }),
          shop: new Service("www", { app, port: 8080, image: { name: "www" } }),
        };
        before = Object.values(values).length - Object.values(classes).length - 1;
        new Function(...Object.keys(values), `{ ${line} }`)(...Object.values(values));
      }, settings);
      const [app] = stack.components("App");
      const parts = stack.resources.filter(
        (part) => !part.custom && stack.parentOf(part) === app && part.type.startsWith("slipway:"),
      );
      assert.equal(parts.length, before + 1, line);
    }
  });

  it("leads a shell to the states of the clone's stacks as the commands do", () => {
    const [, url = ""] = /^\$ export PULUMI_BACKEND_URL="(.+)"$/m.exec(text) ?? [];
    assert.equal(url.replace("$PWD", path.dirname(__dirname)), backendUrl);
    // Without it, who reads a state while it is written may fail.
    assert.match(backendUrl, /\?metadata=skip$/);
  });

  it("has a route with limits, and calls its Ingress as it is called", async () => {
    const [, line = ""] = /^`(\{ host: .* limits: .*\})`\.$/m.exec(text) ?? [];
    const route = new Function("shop", `return ${line}`) as (shop: Service) => Route;
    const stack = await deployApp((app) => {
      const shop = new Service("shop", { app, port: 8080, image: anyImage });
      new Gateway("gateway", { app, routes: [route(shop), { ...route(shop), paths: ["/a"] }] });
    });
    const ingresses = stack.all("kubernetes:networking.k8s.io/v1:Ingress");
    assert.deepEqual(ingresses.map(({ name }) => name).sort(), [
      "gateway-shop.shop.test-shop",
      "gateway-shop.shop.test-shop-2",
    ]);
    for (const { inputs } of ingresses) {
      assert.equal(Object.keys(inputs.metadata.annotations).length, 6);
    }
    assert.match(text, /`gateway-HOST-SERVICE`/);
  });

  it("has the lines of an admin page that reaches MySQL alone, and that nobody is led to", async () => {
    const [, lines = ""] = /<!-- admin: .*?-->\s+```ts\n(.*?)```/s.exec(text) ?? [];
    const program = new Function("app", "usersDatabase", "Service", lines) as (
      app: App,
      usersDatabase: MySql,
      service: typeof Service,
    ) => void;
    const stack = await deployApp((app) => {
      const usersDatabase = new MySql("mysql-for-user", { app, database: "user" });
      program(app, usersDatabase, Service);
    });
    const policy = (name: string) =>
      stack.one("kubernetes:networking.k8s.io/v1:NetworkPolicy", name).inputs.spec;
    const pods = (name: string) => ({
      podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
    });
    const ports = [{ protocol: "TCP", port: 3306 }];
    assert.deepEqual(policy("adminer").egress, [{ ports, to: [pods("mysql-for-user")] }]);
    assert.deepEqual(policy("adminer").ingress, []);
    assert.deepEqual(policy("mysql-for-user").ingress, [
      { ports, from: [pods("mysql-for-user-accounts"), pods("adminer")] },
    ]);
    const { spec } = stack.one("kubernetes:core/v1:Service", "adminer").inputs;
    assert.equal(spec.type, "ClusterIP");
    const { template } = stack.one("kubernetes:apps/v1:Deployment", "adminer").inputs.spec;
    const [container] = template.spec.containers;
    assert.equal(container?.image, "adminer:5.4.1");
    assert.equal(container?.env[0]?.value, "[::]:8080");
  });
});
