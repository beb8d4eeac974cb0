import * as pulumi from "@pulumi/pulumi";
import { App } from "../../../components/app";
import { versions } from "../../../components/images/versions";
import { Redis } from "../../../components/redis";
import { Service } from "../../../components/service";

/** A server that says that it is well, and what it is for. */
const nginx = (says: string) => `worker_processes 1;
pid /tmp/nginx.pid;
events {
}
http {
  client_body_temp_path /tmp/client_temp;
  proxy_temp_path /tmp/proxy_temp;
  fastcgi_temp_path /tmp/fastcgi_temp;
  uwsgi_temp_path /tmp/uwsgi_temp;
  scgi_temp_path /tmp/scgi_temp;
  access_log off;
  server {
    listen 8080;
    return 200 "${says}";
  }
}
`;

// The one or the other: what one has and the other has not is made, deleted or replaced on the way.
const other = new pulumi.Config("drill").requireBoolean("other");

const app = new App();
const page = {
  app,
  image: versions.nginx,
  port: 8080,
  uid: 101,
  command: ["nginx", "-c", "/etc/web/nginx.conf", "-g", "daemon off;"],
  cpu: "5m",
  memory: "16Mi",
};
const files = { "/etc/web/nginx.conf": nginx(other ? "other" : "one") };

const cart = new Redis("cart", { app });
const uses = [cart, ...(other ? [new Redis("basket", { app }).as("BASKET")] : [])];
new Service("web", { ...page, uses, files });
new Service(other ? "shop" : "kiosk", { ...page, uses: [cart], files });

export const { stores } = app;
