import { errors, Failure, Type, type App } from "@slipway/service-kit";
import { loggedInUser } from "./authorization.ts";
import { newPasswordHash } from "./new-password.ts";
import type { Parts } from "./parts.ts";
import { AccountRemoval, PasswordChange, PasswordReset } from "./schemas.ts";
import type { FoundUser, User } from "./users.ts";

/** What people do with the accounts that they have. */
export function addAccountRoutes(app: App, parts: Parts): void {
  const { users, profiles, sessions, passwords, passwordCheck, passwordResets } = parts;
  const response = { 204: Type.Null(), ...errors(400, 401, 403, 413, 415, 429, 503) };

  /** A session alone is not enough: it may be one that was left open. */
  async function checked(user: User, password: string, ip: string): Promise<FoundUser> {
    const found = await passwordCheck.find(user.email, password, ip);
    if (found) return found;
    throw new Failure(403, "wrong_password", "the password is wrong", {
      fields: [{ field: "password", message: "is wrong" }],
    });
  }

  app.put("/users/me/password", {
    schema: {
      summary: "Change the password",
      description: "Ends all sessions of the account, this one as well.",
      body: PasswordChange,
      response,
    },
    handler: async (request, reply) => {
      const { body, ip } = request;
      const { user } = await checked(await loggedInUser(request, profiles), body.password, ip);
      await users.setPassword(
        user.id,
        await newPasswordHash(passwords, "newPassword", body.newPassword),
      );
      await sessions.endAll(user.id);
      return reply.code(204).send(null);
    },
  });

  app.delete("/users/me", {
    schema: {
      summary: "Delete the account",
      description:
        "Ends all its sessions; its name and address are free again. " +
        "What other services hold by the account's id, such as bookings, stays there.",
      body: AccountRemoval,
      response,
    },
    handler: async (request, reply) => {
      const { body, ip } = request;
      const { user } = await checked(await loggedInUser(request, profiles), body.password, ip);
      await users.remove(user.id);
      await sessions.endAll(user.id);
      await profiles.forget(user.id);
      return reply.code(204).send(null);
    },
  });

  app.post("/password-resets", {
    config: { public: true },
    schema: {
      summary: "Set a forgotten password anew",
      description:
        "Nothing here sends mail: an operator makes the token, which is for one use within 30 minutes, by " +
        "`node main.cjs reset-password EMAIL` in a pod of this service, and hands it to the account's owner. " +
        "Ends all sessions of the account.",
      body: PasswordReset,
      response: { 204: Type.Null(), ...errors(400, 413, 415, 503) },
    },
    handler: async ({ body: { token, password } }, reply) => {
      const userId = await passwordResets.userId(token);
      if (userId === undefined) throw unknownToken();
      const passwordHash = await newPasswordHash(passwords, "password", password);
      if (!(await passwordResets.consume(token))) throw unknownToken();
      await users.setPassword(userId, passwordHash);
      await sessions.endAll(userId);
      return reply.code(204).send(null);
    },
  });
}

function unknownToken(): Failure {
  const message = "is none, was used, or is older than 30 minutes";
  return new Failure(400, "invalid", `token ${message}`, { fields: [{ field: "token", message }] });
}
