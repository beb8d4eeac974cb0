import { errors, Failure, Type, type App } from "@slipway/service-kit";
import type { LoginFailures } from "./login-failures.ts";
import type { Passwords } from "./passwords.ts";
import type { Profiles } from "./profiles.ts";
import { Account, Credentials, Profile, Registration, Session, UserPath } from "./schemas.ts";
import { sessionLifetime, type Sessions } from "./sessions.ts";
import { Turns } from "./turns.ts";
import type { Users } from "./users.ts";

interface Parts {
  users: Users;
  profiles: Profiles;
  sessions: Sessions;
  failures: LoginFailures;
  passwords: Passwords;
}

const security = [{ bearer: [] }];

export function addRoutes(
  app: App,
  { users, profiles, sessions, failures, passwords }: Parts,
): void {
  const logins = new Turns();

  app.post("/register", {
    schema: {
      summary: "Make an account",
      body: Registration,
      response: { 201: Account, ...errors(400, 409, 413, 415, 503) },
    },
    handler: async ({ body }, reply) => {
      const user = await users.add(body.username, body.email, await passwords.hash(body.password));
      return reply.code(201).send(user);
    },
  });

  app.post("/login", {
    schema: {
      summary: "Begin a session",
      body: Credentials,
      response: { 200: Session, ...errors(400, 401, 413, 415, 429, 503) },
    },
    handler: async ({ body }) => {
      // One try at a time: each counts as failed until it has succeeded, and others side by side would be refused for it.
      const found = await logins.take(body.email.toLowerCase(), async () => {
        const found = await users.byEmail(body.email);
        await failures.charge(body.email);
        // One answer and one hash, whether the user is unknown or the password wrong.
        if (!(await passwords.matches(found?.passwordHash, body.password)) || !found) {
          throw new Failure(
            401,
            "wrong_credentials",
            "the e-mail address or the password is wrong",
          );
        }
        await failures.forgive(body.email);
        return found;
      });
      const token = await sessions.begin(found.user.id);
      void profiles.keep(found.user);
      return { token, expiresIn: sessionLifetime };
    },
  });

  app.post("/logout", {
    schema: {
      summary: "End the session",
      security,
      response: { 204: Type.Null(), ...errors(400, 401, 413, 415, 503) },
    },
    handler: async ({ headers }, reply) => {
      await sessions.end(bearerToken(headers.authorization));
      return reply.code(204).send(null);
    },
  });

  app.get("/users/me", {
    schema: {
      summary: "The account that is logged in",
      security,
      response: { 200: Account, ...errors(401, 503) },
    },
    handler: async ({ headers }) => {
      const id = await sessions.userId(bearerToken(headers.authorization));
      const user = id === undefined ? undefined : await profiles.byId(id);
      if (!user) throw new Failure(401, "unauthorized", "the session is over or never was");
      return user;
    },
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
}

/** @throws Failure 401 without a token of the right form. */
function bearerToken(authorization = ""): string {
  const [, token] = /^Bearer ([\w-]{43})$/i.exec(authorization) ?? [];
  if (token === undefined) {
    throw new Failure(401, "unauthorized", "authorization must be Bearer and a token from /login", {
      fields: [{ field: "authorization", message: "must be Bearer and a token from /login" }],
    });
  }
  return token;
}
