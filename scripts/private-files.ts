import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";

/** Makes a folder that its owner alone may enter. */
export function privateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

/** Writes a file that has its mode from the first byte on. */
export function writePrivate(file: string, text: string, mode: number): void {
  if (existsSync(file)) rmSync(file);
  writeFileSync(file, text, { mode });
  chmodSync(file, mode);
}
