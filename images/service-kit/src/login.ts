import type { FastifyRequest } from "fastify";
import type { App } from "./app.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether it is answered to everybody, logged in or not. @default true for what only reads, else false */
    public?: boolean;
  }
}

/** Tells whose login a request has, by the person's id. @throws Failure 401 without one. */
export type Login = (request: FastifyRequest) => Promise<string>;

const reads = ["GET", "HEAD", "OPTIONS"];

/**
 * Keeps the routes that are not public to who is logged in. That is decided before the body is read, and for every
 * route that is added later: one is open because it says so, not because somebody forgot to ask.
 * @throws Error, when a route is added that is not public and nothing tells who is logged in.
 */
export function requireLogin(app: App, login: Login | undefined): void {
  app.addHook("onRoute", (route) => {
    const methods = [route.method].flat();
    const isPublic = route.config?.public ?? methods.every((method) => reads.includes(method));
    route.config = { ...route.config, public: isPublic };
    if (isPublic) return;
    if (!login) {
      const place = `${methods.join(", ")} ${route.url}`;
      throw new Error(`${place} needs a login, which the service cannot tell: make it public`);
    }
    route.schema = { ...route.schema, security: [{ bearer: [] }] };
  });
  app.addHook("onRequest", (request, _reply, done) => {
    // A path that is not there has no config.
    if (request.is404 || request.routeOptions.config.public || !login) return done();
    login(request).then((userId) => {
      request.userId = userId;
      done();
    }, done);
  });
}

/** Who has sent the request. @throws Error, on a public route, where that is not known. */
export function callerOf({ userId }: { userId: string | undefined }): string {
  if (userId === undefined) throw new Error("the route is public: nobody has asked who calls it");
  return userId;
}
