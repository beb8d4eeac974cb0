import * as assert from "node:assert/strict";
import { Job } from "../../components/job";
import { RabbitMq } from "../../components/rabbitmq";
import { Schedule } from "../../components/schedule";
import { Service } from "../../components/service";
import { anyImage as image } from "../deploy";
import { composed, composedStack } from "./composed";

describe("what Compose has no word for", () => {
  it("is named for each kind of object in prod", async () => {
    const { left } = await composedStack("prod");
    for (const named of [
      /runs by the clock: .*mysql-for-user/,
      /autoscalers of .*eventservice/,
      /No budget holds back .*amqp-broker/,
      /no quota/,
      /gateway\.tls is for the cluster/,
      /runs once, since .*gateway-proxy \(2\)/,
      /data-mysql-for-user-0 \(20Gi\)/,
    ]) {
      assert.ok(
        left.some((line) => named.test(line)),
        `${named} is in none of\n${left.join("\n")}`,
      );
    }
  });

  it("is not what is not run here", async () => {
    const { left } = await composedStack("prod");
    assert.deepEqual(
      left.filter((line) => line.includes("0.0.0.0/0")),
      [],
    );
  });

  it("is said of dev as far as dev has it", async () => {
    const { left } = await composedStack("dev");
    assert.ok(left.some((line) => line.includes("hello (10), frontend (2), user (3)")));
    for (const line of left) assert.doesNotMatch(line, /clock|autoscaler|tls|0\.0\.0\.0/);
  });

  it("is a schedule, and not a job", async () => {
    const { left, document } = await composed((app) => {
      new Schedule("nightly", { app, image, cron: "0 3 * * *" });
      new Job("seed", { app, image });
    });
    assert.ok(left.some((line) => line.includes("by the clock: nightly ")));
    assert.deepEqual(Object.keys(document.services), ["seed"]);
    assert.match(document.services["seed"]?.restart ?? "", /^on-failure:3$/);
  });

  it("is no store of several servers: each is a service by the name of its pod", async () => {
    const { service, document } = await composed((app) => {
      const broker = new RabbitMq("broker", { app, replicas: 3 });
      new Service("web", { app, image, port: 8080, uses: [broker] });
    });
    const names = Object.keys(document.services).filter((name) => /^broker-\d$/.test(name));
    assert.deepEqual(names, ["broker-0", "broker-1", "broker-2"]);
    const { networks = {}, hostname, ports } = service("broker-1");
    assert.equal(hostname, "broker-1");
    assert.ok("broker-to-broker" in networks);
    const { aliases = [] } = networks["web-to-broker"] ?? {};
    assert.ok(aliases.includes("broker") && aliases.includes("broker-1.broker-headless"));
    assert.equal(ports, undefined);
    assert.equal(service("broker-0").ports?.length, 1);
    const waits = Object.keys(service("web-broker-account").depends_on ?? {});
    assert.deepEqual(waits, names);
  });
});
