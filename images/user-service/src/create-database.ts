import { createConnection, type ConnectionOptions } from "mysql2/promise";

/** Makes the database. Replicas may do it at once. */
export async function createDatabase({
  database = "",
  ...server
}: ConnectionOptions): Promise<void> {
  const connection = await createConnection(server);
  try {
    await connection.query(
      "CREATE DATABASE IF NOT EXISTS ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci",
      [database],
    );
  } finally {
    connection.destroy();
  }
}
