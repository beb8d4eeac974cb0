import { spawn } from "node:child_process";
import { type Binary, binaryFile, buildBinary, missingBinaries } from "../sandbox/binaries";
import { step } from "../sandbox/step";

/** Builds what the cache lacks, which takes a minute or two and needs Go. */
export async function build(tools: Binary[]): Promise<void> {
  for (const tool of await missingBinaries(tools)) {
    await step(`build ${tool.name}`, (progress) => buildBinary(tool, progress));
  }
}

/** Runs a tool on a text, for what it prints; whether that passes is not its exit code, but in there. */
export function judge(tool: Binary, args: string[], text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(binaryFile(tool), args);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject);
    child.once("close", () =>
      stderr === "" ? resolve(stdout) : reject(new Error(`${tool.name}: ${stderr}`)),
    );
    child.stdin.end(text);
  });
}
