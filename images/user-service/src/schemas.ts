import { Type, uuid } from "@slipway/service-kit";

const Username = Type.String({
  minLength: 3,
  maxLength: 32,
  // Letters, marks and digits of every script, which leaves out controls, blanks, emoji and lone
  // surrogates.
  pattern: "^[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._-]*$",
  description:
    "3 to 32 letters of one script, digits, '.', '_' or '-', of which the first is a letter or digit; " +
    "names that differ only in case or accents count as the same",
  examples: ["ada"],
});

const Email = Type.String({
  maxLength: 254,
  // What browsers accept in <input type=email>: https://html.spec.whatwg.org/#valid-e-mail-address
  pattern:
    "^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?" +
    "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$",
  description: "an e-mail address in ASCII of at most 254 characters; case does not matter",
  examples: ["ada@example.com"],
});

const NewPassword = Type.String({
  minLength: 8,
  maxLength: 128,
  pattern: "^[^\\p{Cc}\\p{Cs}]*$",
  description: "8 to 128 characters, none of them a control character, and no common password",
});

// Not held to the rules for new ones: they may change, and old passwords must still work.
const GivenPassword = Type.String({
  minLength: 1,
  maxLength: 128,
  description: "the password, of at most 128 characters",
});

const UserId = uuid("a user's id, a UUID in lower case");

const strict = { additionalProperties: false };

export const Registration = Type.Object(
  { username: Username, email: Email, password: NewPassword },
  strict,
);

export const Credentials = Type.Object({ email: Email, password: GivenPassword }, strict);

export const PasswordChange = Type.Object(
  { password: GivenPassword, newPassword: NewPassword },
  strict,
);

export const PasswordReset = Type.Object(
  {
    token: Type.String({
      maxLength: 43,
      pattern: "^[\\w-]{43}$",
      description: "a token for one use, as an operator makes it",
    }),
    password: NewPassword,
  },
  strict,
);

export const AccountRemoval = Type.Object({ password: GivenPassword }, strict);

export const Session = Type.Object({
  token: Type.String({ description: "for the header `Authorization: Bearer <token>`" }),
  expiresIn: Type.Integer({ description: "the token's lifetime in seconds" }),
});

/** A user as that user sees it. */
export const Account = Type.Object({
  id: Type.String(),
  username: Type.String(),
  email: Type.String(),
});

/** A user as everybody sees it. */
export const Profile = Type.Object({ id: Type.String(), username: Type.String() });

export const UserPath = Type.Object({ id: UserId });
