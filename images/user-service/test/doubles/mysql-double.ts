import { createMysqlServer, Silence, SqlError, type Row } from "./mysql-wire.ts";

interface UserRow {
  id: string;
  username: string;
  email: string;
  password_hash: string;
}

/** The user service's database, on the wire: its statements, its keys and its collation. */
export class MysqlDouble {
  readonly users: UserRow[] = [];
  readonly migrations: string[] = [];
  /** How often each table was created. */
  readonly created: string[] = [];
  /** What statements were about: the first value of each. */
  readonly values: string[] = [];
  /** Answered to every statement while it is set. */
  error: SqlError | undefined;
  /** The user's id whose statements are never answered. */
  stuckOn: string | undefined;
  /** Whether there is the database. */
  exists = true;
  #lockedBy: object | undefined;
  readonly server = createMysqlServer((sql, values, connection) =>
    this.#run(sql, values, connection),
  );

  #run(sql: string, values: string[], connection: object): Row[] | undefined {
    if (this.error) throw this.error;
    const [first = "", second = ""] = values;
    this.values.push(first);
    if (first === this.stuckOn) throw new Silence();
    const statement = sql.replaceAll(/\s+/g, " ");
    const is = (beginning: string) => statement.startsWith(beginning);

    if (is("CREATE DATABASE IF NOT EXISTS `user` ")) {
      this.exists = true;
      return undefined;
    }
    if (!this.exists) throw new SqlError(1049, "42000", "Unknown database 'user'");
    if (is("CREATE TABLE IF NOT EXISTS migrations")) return undefined;
    if (is("SELECT name FROM migrations")) return this.migrations.map((name) => ({ name }));
    if (is("SELECT GET_LOCK")) {
      this.#lockedBy ??= connection;
      return [{ locked: this.#lockedBy === connection ? 1 : 0 }];
    }
    if (is("SELECT RELEASE_LOCK")) {
      this.#lockedBy = undefined;
      return [{ released: 1 }];
    }
    if (is("CREATE TABLE IF NOT EXISTS users")) {
      this.created.push("users");
      return undefined;
    }
    if (is("INSERT INTO migrations")) {
      this.migrations.push(first);
      return undefined;
    }
    if (is("INSERT INTO users (id, username, email, password_hash)")) {
      const [id = "", username = "", email = "", password_hash = ""] = values;
      if (this.#taken(username, email).some(Boolean)) {
        throw new SqlError(1062, "23000", `Duplicate entry '${email}' for key 'users.email'`);
      }
      this.users.push({ id, username, email, password_hash });
      return undefined;
    }
    if (is("UPDATE users SET password_hash = ? WHERE id = ?")) {
      for (const user of this.users) if (user.id === second) user.password_hash = first;
      return undefined;
    }
    if (is("DELETE FROM users WHERE id = ?")) {
      const index = this.users.findIndex(({ id }) => id === first);
      if (index >= 0) this.users.splice(index, 1);
      return undefined;
    }
    if (is("SELECT EXISTS")) {
      const [username, email] = this.#taken(first, second).map(Number);
      return [{ username: username ?? 0, email: email ?? 0 }];
    }
    if (is("SELECT id, username, email FROM users WHERE id = ?")) {
      return this.users
        .filter(({ id }) => id === first)
        .map(({ id, username, email }) => ({ id, username, email }));
    }
    if (is("SELECT id, username, email, password_hash FROM users WHERE email = ?")) {
      return this.users
        .filter(({ email }) => folded(email) === folded(first))
        .map((row) => ({ ...row }));
    }
    throw new SqlError(1064, "42000", `the double does not know: ${statement}`);
  }

  #taken(username: string, email: string): boolean[] {
    return [
      this.users.some((user) => folded(user.username) === folded(username)),
      this.users.some((user) => folded(user.email) === folded(email)),
    ];
  }
}

/** utf8mb4_0900_ai_ci, near enough. */
function folded(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
