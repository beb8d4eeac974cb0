import { Failure, type FastifyRequest } from "@slipway/service-kit";
import type { Profiles } from "./profiles.ts";
import { tokenPattern, type Sessions } from "./sessions.ts";
import type { User } from "./users.ts";

/** Whose session the request belongs to. @throws Failure 401 without one. */
export async function loggedInUser(
  request: FastifyRequest,
  { sessions, profiles }: { sessions: Sessions; profiles: Profiles },
): Promise<User> {
  const id = await sessions.userId(bearerToken(request.headers.authorization));
  const user = id === undefined ? undefined : await profiles.byId(id);
  if (!user) throw new Failure(401, "unauthorized", "the session is over or never was");
  request.userId = user.id;
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
