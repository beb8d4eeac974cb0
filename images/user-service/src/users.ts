import { randomUUID } from "node:crypto";
import { Failure, type Dependency } from "@slipway/service-kit";
import type { QueryResult, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import type { Mysql } from "./mysql.ts";

export interface User {
  id: string;
  username: string;
  email: string;
}

export interface FoundUser {
  user: User;
  passwordHash: string;
}

interface UserRow extends RowDataPacket, User {
  password_hash: string;
}

interface TakenRow extends RowDataPacket {
  username: number;
  email: number;
}

/** The users, in MySQL. */
export class Users {
  readonly #database: Dependency;
  readonly #mysql: Mysql;

  constructor(database: Dependency, mysql: Mysql) {
    this.#database = database;
    this.#mysql = mysql;
  }

  /** @throws Failure 409 that names the fields that somebody else has. */
  async add(username: string, email: string, passwordHash: string): Promise<User> {
    const user: User = { id: randomUUID(), username: username.normalize("NFC"), email };
    try {
      await this.#execute(
        "INSERT INTO users (id, username, email, password_hash) VALUES (?, ?, ?, ?)",
        [user.id, user.username, user.email, passwordHash],
      );
    } catch (error) {
      if (Object(error).code !== "ER_DUP_ENTRY") throw error;
      throw await this.#taken(user, error);
    }
    return user;
  }

  async byId(id: string): Promise<User | undefined> {
    const [row] = await this.#execute<UserRow[]>(
      "SELECT id, username, email FROM users WHERE id = ?",
      [id],
    );
    return row && { id: row.id, username: row.username, email: row.email };
  }

  async byEmail(email: string): Promise<FoundUser | undefined> {
    const [row] = await this.#execute<UserRow[]>(
      "SELECT id, username, email, password_hash FROM users WHERE email = ?",
      [email],
    );
    return (
      row && {
        user: { id: row.id, username: row.username, email: row.email },
        passwordHash: row.password_hash,
      }
    );
  }

  async setPassword(id: string, passwordHash: string): Promise<void> {
    await this.#execute<ResultSetHeader>("UPDATE users SET password_hash = ? WHERE id = ?", [
      passwordHash,
      id,
    ]);
  }

  async remove(id: string): Promise<void> {
    await this.#execute<ResultSetHeader>("DELETE FROM users WHERE id = ?", [id]);
  }

  /** The unique keys have decided; MySQL's error names only the first, so the rest is asked for. */
  async #taken({ username, email }: User, cause: unknown): Promise<Failure> {
    const [row] = await this.#execute<TakenRow[]>(
      `SELECT EXISTS (SELECT 1 FROM users WHERE username = ?) AS username,
              EXISTS (SELECT 1 FROM users WHERE email = ?) AS email`,
      [username, email],
    );
    const fields = (["username", "email"] as const).filter((field) => row?.[field] === 1);
    return new Failure(409, "taken", `already taken: ${fields.join(", ")}`, {
      fields: fields.map((field) => ({ field, message: "is already taken" })),
      cause,
    });
  }

  #execute<Result extends QueryResult>(sql: string, values: string[]): Promise<Result> {
    return this.#database.use(({ signal }) => this.#mysql.execute<Result>(sql, values, signal));
  }
}
