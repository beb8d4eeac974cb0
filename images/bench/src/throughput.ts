import autocannon from "autocannon";
import type { Server } from "./database.ts";
import { freePort } from "./free-port.ts";
import { startProcess, type Process } from "./process.ts";
import { addSoldEvent, clear } from "./seed.ts";
import { askPatiently, startMyEvents } from "./services.ts";

/** Seconds that each is asked. */
const warmUp = 3;
const duration = 8;

const connections = 20;

/**
 * What an answer costs, beside that of a bare Fastify of the same bytes. The ratio is that of the processor's time which
 * the service itself takes: how busy the machine is otherwise, and how fast the store, says little of the service.
 */
export async function throughput(server: Server): Promise<string[][]> {
  return [
    ["", "answers/s", "bare Fastify's", "CPU ms each", "bare Fastify's", "ratio"],
    ["GET /users/:id, cached", ...(await profile())],
    ["GET /events/:id", ...(await event(server))],
  ];
}

async function event(server: Server): Promise<string[]> {
  await clear(server.client);
  const id = await addSoldEvent(server.client, 100);
  const services = await startMyEvents(server);
  try {
    return await compared(services.events, `/events/${id}`);
  } finally {
    await services.stop();
  }
}

async function profile(): Promise<string[]> {
  const ports = { MYSQL_PORT: String(await freePort()), REDIS_PORT: String(await freePort()) };
  const stores = await startProcess("bench/src/user-stores.ts", ports, "/");
  const store = (name: string) => ({ [`${name}_HOST`]: "127.0.0.1" });
  const service = await startProcess(
    "user-service/src/main.ts",
    {
      ...{ ...ports, ...store("MYSQL"), ...store("REDIS"), LOG_LEVEL: "error" },
      ...{ MYSQL_DATABASE: "user", MYSQL_USER: "service", MYSQL_PASSWORD: "mysql-secret" },
      ...{ REDIS_USERNAME: "service", REDIS_PASSWORD: "redis-secret", REDIS_PREFIX: "user:" },
    },
    "/readyz",
  );
  try {
    const person = { username: "ada", email: "ada@example.com", password: "correct horse battery" };
    const { id } = await askPatiently(`${service.url}/register`, { body: person });
    return await compared(service, `/users/${id}`);
  } finally {
    await service.stop();
    await stores.stop();
  }
}

async function compared(service: Process, path: string): Promise<string[]> {
  const BODY = JSON.stringify(await askPatiently(service.url + path));
  const bare = await startProcess("bench/src/bare.ts", { BODY }, "/");
  try {
    const [own, framework] = [await cost(service, path), await cost(bare, "/")];
    return [
      ...[own, framework].map(({ rate }) => rate.toFixed(0)),
      ...[own, framework].map(({ cpu }) => cpu.toFixed(3)),
      (framework.cpu / own.cpu).toFixed(2),
    ];
  } finally {
    await bare.stop();
  }
}

/** Answers a second, and milliseconds of a processor for each. @throws Error when any of them is an error. */
async function cost(service: Process, path: string): Promise<{ rate: number; cpu: number }> {
  const url = service.url + path;
  await autocannon({ url, connections, duration: warmUp });
  const before = await service.cpu();
  const { requests, non2xx, errors } = await autocannon({ url, connections, duration });
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} refusals, ${errors} errors`);
  const cpu = ((await service.cpu()) - before) * 1_000;
  return { rate: requests.average, cpu: cpu / requests.total };
}
