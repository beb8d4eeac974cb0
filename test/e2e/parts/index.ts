import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { App } from "../../../components/app";
import { Gateway } from "../../../components/gateway";
import { versions } from "../../../components/images/versions";
import { Job } from "../../../components/job";
import { Outside } from "../../../components/outside";
import { Redis } from "../../../components/redis";
import { Schedule } from "../../../components/schedule";
import { Service } from "../../../components/service";
import { Volume } from "../../../components/volume";

const read = (file: string) => fs.readFileSync(path.join(__dirname, file), "utf8");

const app = new App();
const cart = new Redis("cart", { app });
const outside = new Outside("outside", { app, host: "outside.example.com", scheme: "http" });

const fill = new Job("fill", {
  app,
  image: versions.redis,
  command: ["sh", "-euc", read("fill.sh")],
  uses: [cart],
  env: { GREETING: "hello" },
  cpu: "10m",
  memory: "32Mi",
});

const pages = new Volume("pages", { app, storage: "16Mi" });
const web = new Service("web", {
  app,
  image: versions.nginx,
  port: 8080,
  uid: 101,
  command: ["sh", "-euc", read("start.sh")],
  after: [fill],
  files: {
    "/etc/web/nginx.conf": read("nginx.conf"),
    "/etc/web/greeting": "hello\n",
    "/etc/web/token": pulumi.secret("open sesame"),
  },
  volumes: { "/data": { volume: pages, writable: true } },
  cpu: "5m",
  memory: "16Mi",
});

// Once a year: whoever wants it sooner makes a Job of it.
new Schedule("ask", {
  app,
  image: versions.node,
  cron: "0 0 1 1 *",
  command: ["node", "--eval", read("ask.js")],
  uses: [outside, web],
  cpu: "20m",
  memory: "64Mi",
});

const limits = { requestsPerSecond: 2, bodySize: "1Ki" };
new Gateway("gateway", {
  app,
  routes: [{ host: "web", paths: ["/starts"], service: web, limits }],
});

export const { stores } = app;
