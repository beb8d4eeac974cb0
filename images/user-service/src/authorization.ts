import { callerOf, Failure, type FastifyRequest, type Login } from "@slipway/service-kit";
import type { Profiles } from "./profiles.ts";
import { tokenPattern, type Sessions } from "./sessions.ts";
import type { User } from "./users.ts";

/** Whose session the request belongs to. */
export function loginOf(sessions: Sessions): Login {
  return async ({ headers }) => {
    const id = await sessions.userId(bearerToken(headers.authorization));
    if (id === undefined) throw unauthorized();
    return id;
  };
}

/** The account of who has sent the request. @throws Failure 401 when there is none any more. */
export async function loggedInUser(request: FastifyRequest, profiles: Profiles): Promise<User> {
  const user = await profiles.byId(callerOf(request));
  if (!user) throw unauthorized();
  return user;
}

/** @throws Failure 401 without a token of the right form. */
export function bearerToken(authorization = ""): string {
  const [, token = ""] = /^Bearer (\S+)$/i.exec(authorization) ?? [];
  if (!tokenPattern.test(token)) {
    throw new Failure(401, "unauthorized", "authorization must be Bearer and a token from /login", {
      fields: [{ field: "authorization", message: "must be Bearer and a token from /login" }],
    });
  }
  return token;
}

function unauthorized(): Failure {
  return new Failure(401, "unauthorized", "the session is over or never was");
}
