import * as fs from "node:fs";
import * as path from "node:path";
import { podFolder } from "./stores/pod-folder";

/**
 * Answers what it is asked to get with files, and listens where it is to forward from: to service/brief
 * for 300 ms, to service/gone not at all.
 */
const program = `
const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const args = process.argv.slice(2);
appendFileSync(process.env.CALLS, args.join(" ") + "\\n");
const [verb, what, name] = args.filter((arg) => !arg.startsWith("--"));
if (verb === "get") {
  const file = [process.env.FOLDER, what + (name ? "-" + name : "") + ".json"].join("/");
  process.stdout.write(existsSync(file) ? readFileSync(file, "utf8") : '{"items":[]}');
} else if (what === "service/gone") {
  console.error('Error from server (NotFound): services "gone" not found');
  process.exitCode = 1;
} else if (what === "service/silent") {
  setInterval(() => undefined, 1000);
} else {
  const [local, remote] = args.at(-1).split(":");
  const server = require("node:net").createServer((socket) => socket.end("reached"));
  server.listen(Number(local), "127.0.0.1", () =>
    console.log("Forwarding from 127.0.0.1:" + server.address().port + " -> " + remote),
  );
  if (what === "service/brief") {
    setTimeout(() => (console.error("error: lost connection to pod"), process.exit(1)), 300);
  }
}`;

/** A folder with a kubectl that needs no cluster, and the environment in which it is found. */
export function kubectlStandIn(answers: Readonly<Record<string, object>> = {}) {
  const script = `exec "${process.execPath}" "$FOLDER/kubectl.cjs" "$@"`;
  const folder = podFolder({ kubectl: script });
  fs.writeFileSync(path.join(folder, "kubectl.cjs"), program);
  for (const [what, answer] of Object.entries(answers)) {
    fs.writeFileSync(path.join(folder, `${what}.json`), JSON.stringify(answer));
  }
  const log = path.join(folder, "calls");
  fs.writeFileSync(log, "");
  return {
    folder,
    env: {
      ...process.env,
      PATH: `${folder}/bin:${process.env["PATH"]}`,
      ...{ FOLDER: folder, CALLS: log },
    },
    /** Each command that it was given. */
    calls: () => fs.readFileSync(log, "utf8").trim().split("\n"),
  };
}
