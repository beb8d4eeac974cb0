import { randomInt } from "node:crypto";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const NUMERIC = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** What a random password or string is made of. */
export interface PasswordRules {
  /** Characters. */
  length: number;
  lower: boolean;
  upper: boolean;
  numeric: boolean;
  special: boolean;
  minLower: number;
  minUpper: number;
  minNumeric: number;
  minSpecial: number;
  /** Takes the place of the special characters `!@#$%&*()-_=+[]{}<>:?`. */
  overrideSpecial?: string;
}

/**
 * Draws a password: first each class's minimum, then the rest from all enabled classes, in random
 * order. A minimum counts even for a class that is not enabled, as in the official provider.
 */
export function randomPassword(rules: PasswordRules): string {
  // An empty `overrideSpecial` means the default there too.
  const special = rules.overrideSpecial?.length ? rules.overrideSpecial : SPECIAL;
  const enabled = [
    rules.lower ? LOWER : "",
    rules.upper ? UPPER : "",
    rules.numeric ? NUMERIC : "",
    rules.special ? special : "",
  ].join("");
  const drawn = [
    ...draw(LOWER, rules.minLower),
    ...draw(UPPER, rules.minUpper),
    ...draw(NUMERIC, rules.minNumeric),
    ...draw(special, rules.minSpecial),
  ];
  return shuffled([...drawn, ...draw(enabled, rules.length - drawn.length)]).join("");
}

function draw(alphabet: string, count: number): string[] {
  return Array.from({ length: count }, () => alphabet.charAt(randomInt(alphabet.length)));
}

/** Fisher-Yates. */
function shuffled(characters: string[]): string[] {
  const result: string[] = [];
  const rest = [...characters];
  while (rest.length > 0) result.push(...rest.splice(randomInt(rest.length), 1));
  return result;
}
