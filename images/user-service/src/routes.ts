import { errors, Failure, Type, type App, type Registry } from "@slipway/service-kit";
import { addAccountRoutes } from "./account-routes.ts";
import { bearerToken, loggedInUser } from "./authorization.ts";
import { accountKey, clientKey } from "./limit-keys.ts";
import { LoginCounter } from "./login-counter.ts";
import { newPasswordHash } from "./new-password.ts";
import type { Parts } from "./parts.ts";
import { Account, Credentials, Profile, Registration, Session, UserPath } from "./schemas.ts";
import { mixesScripts } from "./scripts.ts";
import { sessionLifetime } from "./sessions.ts";

export function addRoutes(app: App, parts: Parts, registry: Registry): void {
  const logins = new LoginCounter(registry);
  const { users, profiles, sessions, limits, passwords, passwordCheck } = parts;

  app.post("/register", {
    config: { public: true },
    schema: {
      summary: "Make an account",
      body: Registration,
      response: { 201: Account, ...errors(400, 409, 413, 415, 429, 503) },
    },
    handler: async ({ body, ip }, reply) => {
      if (mixesScripts(body.username)) {
        const message = "must not mix letters of scripts that are not written together";
        const fields = [{ field: "username", message }];
        throw new Failure(400, "invalid", `username ${message}`, { fields });
      }
      // It tells which names and addresses there are, hence the limit on all of it.
      await limits.registrationsOfClient.consume(clientKey(ip));
      const passwordHash = await newPasswordHash(passwords, "password", body.password);
      const user = await users.add(body.username, body.email, passwordHash);
      return reply.code(201).send(user);
    },
  });

  app.post("/login", {
    config: { public: true },
    schema: {
      summary: "Begin a session",
      body: Credentials,
      response: { 200: Session, ...errors(400, 401, 413, 415, 429, 503) },
    },
    onResponse: async (_request, { statusCode }) => logins.count(statusCode),
    handler: async (request) => {
      const { body, ip } = request;
      const { email, password } = body;
      const found = await passwordCheck.find(email, password, ip);
      // One answer and one hash, whether the user is unknown or the password wrong.
      if (!found) throw wrongCredentials();
      await limits.loginsOfAccount.consume(accountKey(email));
      await limits.loginsOfClient.consume(clientKey(ip));
      const token = await sessions.begin(found.user.id);
      // A password that was changed meanwhile has ended all sessions, this one perhaps too early to be there.
      const now = await users.byEmail(email);
      if (now?.passwordHash !== found.passwordHash) {
        await sessions.end(token);
        throw wrongCredentials();
      }
      request.userId = found.user.id;
      void profiles.keep(found.user);
      return { token, expiresIn: sessionLifetime };
    },
  });

  app.post("/logout", {
    // Ends a session that is over already as well.
    config: { public: true },
    schema: {
      summary: "End the session",
      security: [{ bearer: [] }],
      response: { 204: Type.Null(), ...errors(400, 401, 413, 415, 503) },
    },
    handler: async ({ headers }, reply) => {
      await sessions.end(bearerToken(headers.authorization));
      return reply.code(204).send(null);
    },
  });

  app.get("/users/me", {
    config: { public: false },
    schema: {
      summary: "The account that is logged in",
      response: { 200: Account, ...errors(401, 503) },
    },
    handler: (request) => loggedInUser(request, profiles),
  });

  app.get("/users/:id", {
    schema: {
      summary: "What everybody may know of a user",
      params: UserPath,
      response: { 200: Profile, ...errors(400, 404, 503) },
    },
    handler: async ({ params }) => {
      const user = await profiles.byId(params.id);
      if (!user) throw new Failure(404, "not_found", "there is no such user");
      return user;
    },
  });

  addAccountRoutes(app, parts);
}

function wrongCredentials(): Failure {
  return new Failure(401, "wrong_credentials", "the e-mail address or the password is wrong");
}
