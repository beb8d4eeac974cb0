import { fastify } from "fastify";

// Nothing but the framework: what it makes of a body that is there already.
const { LISTEN_URL = "", BODY = "" } = process.env;
const app = fastify();
app.get("/", async (_request, reply) =>
  reply.header("content-type", "application/json; charset=utf-8").send(BODY),
);
await app.listen({ host: "127.0.0.1", port: Number(LISTEN_URL.split(":")[1]) });
