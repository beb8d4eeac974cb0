import { createServer, type Server, type Socket } from "node:net";

export type Row = Record<string, string | number>;

/** What the server answers to a statement: rows, or nothing but that it was done. */
export type Engine = (sql: string, values: string[], connection: object) => Row[] | undefined;

/** Thrown by an engine to answer with an error of MySQL's. */
export class SqlError extends Error {
  constructor(
    readonly number: number,
    readonly state: string,
    message: string,
  ) {
    super(message);
  }
}

/** Thrown by an engine that never answers. */
export class Silence extends Error {}

/** The server's side of MySQL's protocol, as far as mysql2 needs it for pings, queries and prepared statements. */
export function createMysqlServer(engine: Engine): Server {
  return createServer((socket) => {
    const statements: string[] = [];
    let received = Buffer.alloc(0);
    let greeted = false;
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= 4 + received.readUIntLE(0, 3)) {
        const packet = received.subarray(4, 4 + received.readUIntLE(0, 3));
        received = received.subarray(4 + packet.length);
        if (greeted) send(socket, 1, answer(packet, statements, engine, socket));
        else send(socket, 2, [ok]);
        greeted = true;
      }
    });
    send(socket, 0, [greeting]);
  });
}

function answer(
  packet: Buffer,
  statements: string[],
  engine: Engine,
  connection: object,
): Buffer[] {
  try {
    switch (packet[0]) {
      case 0x03: // COM_QUERY
        return result(engine(packet.toString("utf8", 1), [], connection), textRow);
      case 0x0e: // COM_PING
        return [ok];
      case 0x16: {
        // COM_STMT_PREPARE
        const sql = packet.toString("utf8", 1);
        const parameters = sql.split("?").length - 1;
        const header = Buffer.alloc(12);
        header.writeUInt32LE(statements.push(sql), 1);
        header.writeUInt16LE(parameters, 7);
        const definitions = Array.from({ length: parameters }, () => column("?", ""));
        return parameters > 0 ? [header, ...definitions, eof] : [header];
      }
      case 0x17: {
        // COM_STMT_EXECUTE
        const sql = statements[packet.readUInt32LE(1) - 1] ?? "";
        return result(
          engine(sql, parameters(packet, sql.split("?").length - 1), connection),
          binaryRow,
        );
      }
      default: // COM_STMT_CLOSE, COM_QUIT
        return [];
    }
  } catch (error) {
    if (error instanceof Silence) return [];
    if (!(error instanceof SqlError)) throw error;
    const head = Buffer.alloc(3, 0xff);
    head.writeUInt16LE(error.number, 1);
    return [Buffer.concat([head, Buffer.from(`#${error.state}${error.message}`)])];
  }
}

function parameters(packet: Buffer, count: number): string[] {
  const values: string[] = [];
  let at = 10 + Math.ceil(count / 8) + 1 + 2 * count;
  while (values.length < count) {
    const first = packet.readUInt8(at);
    const length = first === 0xfc ? packet.readUInt16LE(at + 1) : first;
    at += first === 0xfc ? 3 : 1;
    values.push(packet.toString("utf8", at, at + length));
    at += length;
  }
  return values;
}

const ok = Buffer.from([0, 0, 0, 2, 0, 0, 0]);
const eof = Buffer.from([0xfe, 0, 0, 2, 0]);

const greeting = Buffer.concat([
  Buffer.from("\n9.7.4\0"),
  Buffer.from([1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0]),
  // Capabilities (4.1 protocol and its log-in, plugins, a database on connecting), charset, status.
  Buffer.from([0x09, 0xa2, 45, 2, 0, 0x08, 0, 21]),
  Buffer.alloc(10),
  Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0]),
  Buffer.from("mysql_native_password\0"),
]);

function result(rows: Row[] | undefined, encode: (row: Row) => Buffer): Buffer[] {
  if (rows === undefined) return [ok];
  const columns = Object.entries(rows[0] ?? { none: "" }).map(([name, value]) =>
    column(name, value),
  );
  return [Buffer.from([columns.length]), ...columns, eof, ...rows.map(encode), eof];
}

function column(name: string, value: string | number): Buffer {
  const tail = Buffer.alloc(13);
  tail[0] = 0x0c;
  tail[1] = 45;
  tail[7] = typeof value === "number" ? 0x08 : 0xfd;
  return Buffer.concat([...["def", "", "", "", name, name].map(text), tail]);
}

function textRow(row: Row): Buffer {
  return Buffer.concat(Object.values(row).map((value) => text(String(value))));
}

function binaryRow(row: Row): Buffer {
  const values = Object.values(row).map((value) => {
    if (typeof value === "string") return text(value);
    const number = Buffer.alloc(8);
    number.writeBigInt64LE(BigInt(value));
    return number;
  });
  return Buffer.concat([Buffer.alloc(1 + Math.ceil((values.length + 2) / 8)), ...values]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length =
    bytes.length < 0xfb ? [bytes.length] : [0xfc, bytes.length & 0xff, bytes.length >> 8];
  return Buffer.concat([Buffer.from(length), bytes]);
}

function send(socket: Socket, sequence: number, packets: Buffer[]): void {
  packets.forEach((packet, index) => {
    const header = Buffer.alloc(4);
    header.writeUIntLE(packet.length, 0, 3);
    header[3] = sequence + index;
    socket.write(Buffer.concat([header, packet]));
  });
}
