// A service for drain.test.ts to send signals to.
import { setTimeout as sleep } from "node:timers/promises";
import { run, Type } from "../src/index.ts";

void run({
  title: "draining",
  environment: Type.Object({}),
  create: () => ({
    dependencies: [],
    routes: (app) => {
      app.get("/slow", async () => {
        await sleep(2_300);
        return { done: true };
      });
    },
  }),
});
