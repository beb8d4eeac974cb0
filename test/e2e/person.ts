import * as assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { call } from "./api";

export interface Person {
  id: string;
  username: string;
  email: string;
  password: string;
  token: string;
}

/** Someone new, registered but never logged in, whom no cache knows. */
export async function stranger(): Promise<Omit<Person, "token">> {
  const username = `e2e-${randomBytes(6).toString("hex")}`;
  const email = `${username}@example.org`;
  const password = randomBytes(16).toString("base64url");
  const answer = await call("POST", "/register", { body: { username, email, password } });
  assert.equal(answer.status, 201, answer.text);
  return { id: String(answer.body?.["id"]), username, email, password };
}

/** Someone new, registered and logged in. */
export async function person(): Promise<Person> {
  const someone = await stranger();
  return { ...someone, token: await logIn(someone.email, someone.password) };
}

/** @returns the token. */
export async function logIn(email: string, password: string): Promise<string> {
  const answer = await call("POST", "/login", { body: { email, password } });
  assert.equal(answer.status, 200, answer.text);
  return String(answer.body?.["token"]);
}
