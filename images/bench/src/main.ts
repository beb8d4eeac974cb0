import { databaseServer } from "./database.ts";
import { effect } from "./effect.ts";
import { table } from "./figures.ts";
import { growth } from "./growth.ts";
import { throughput } from "./throughput.ts";

/** `npm run bench [-- growth throughput effect]`: all of them, or those that are named. */
const { MONGODB_URL, AMQP_BROKER_URL } = process.env;
const named = process.argv.slice(2);
const parts = ["growth", "throughput", "effect"];
const unknown = named.filter((name) => !parts.includes(name));
if (unknown.length > 0) {
  console.error(`${unknown.join(", ")}: there is only ${parts.join(", ")}`);
  process.exit(1);
}
const isWanted = (name: string) => named.length === 0 || named.includes(name);

// An end from outside ends what was started as well.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
const server = await databaseServer(MONGODB_URL);
try {
  console.log(`On ${server.name}`);
  if (isWanted("growth")) console.log(`\n${table(await growth(server))}`);
  if (isWanted("throughput")) console.log(`\n${table(await throughput(server))}`);
  if (isWanted("effect")) {
    if (AMQP_BROKER_URL !== undefined) {
      console.log(`\n${table(await effect(server, AMQP_BROKER_URL))}`);
    } else {
      console.log("\nfrom announcement to effect: set AMQP_BROKER_URL to a RabbitMQ of its own");
    }
  }
} finally {
  await server.stop();
}
