import assert from "node:assert/strict";
import { Type } from "typebox";
import { readEnvironment } from "../src/environment.ts";

const schema = Type.Object({
  HOST: Type.String({ minLength: 1, description: "a host" }),
  PORT: Type.Integer({ minimum: 1, maximum: 65_535, description: "a port from 1 to 65535" }),
  PASSWORD: Type.String({ minLength: 8, description: "8 characters", secret: true }),
  LEVEL: Type.Enum(["info", "debug"], { default: "info", description: "info or debug" }),
});

describe("readEnvironment", () => {
  it("converts, fills in defaults and takes nothing else along", () => {
    const environment = { HOST: "db", PORT: "3306", PASSWORD: "12345678", HOME: "/root" };
    assert.deepEqual(readEnvironment(schema, environment), {
      HOST: "db",
      PORT: 3306,
      PASSWORD: "12345678",
      LEVEL: "info",
    });
  });

  it("names every mistake at once, the value unless it is secret, and what is allowed", () => {
    const environment = { PORT: "70000", PASSWORD: "hunter2", LEVEL: "loud" };
    assert.throws(() => readEnvironment(schema, environment), {
      name: "EnvironmentError",
      message: [
        "HOST is not set; it takes a host",
        'PORT is "70000"; it takes a port from 1 to 65535',
        "PASSWORD has a value that is not allowed; it takes 8 characters",
        'LEVEL is "loud"; it takes info or debug',
      ].join("\n"),
    });
  });

  it("does not take an empty value or a number with a tail", () => {
    const environment = { HOST: "", PORT: "80x", PASSWORD: "12345678" };
    assert.throws(() => readEnvironment(schema, environment), /HOST is ""[^]*PORT is "80x"/);
  });
});
