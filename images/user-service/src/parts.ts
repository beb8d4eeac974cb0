import type { Limits } from "./limits.ts";
import type { PasswordCheck } from "./password-check.ts";
import type { PasswordResets } from "./password-resets.ts";
import type { Passwords } from "./passwords.ts";
import type { Profiles } from "./profiles.ts";
import type { Sessions } from "./sessions.ts";
import type { Users } from "./users.ts";

/** What the routes are made of. */
export interface Parts {
  users: Users;
  profiles: Profiles;
  sessions: Sessions;
  limits: Limits;
  passwords: Passwords;
  passwordCheck: PasswordCheck;
  passwordResets: PasswordResets;
}
