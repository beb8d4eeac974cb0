import { createHash } from "node:crypto";

/** A password is this long; what is twice as long is two, one after the other. */
const markLength = 32;

/** What stands for passwords that somebody else makes: the same each time, and told from any other text. */
export class PasswordMarks {
  private readonly names = new Map<string, string>();

  password(name: string, length: number, generation?: string): string {
    const label = generation === undefined ? name : `${name} ${generation}`;
    const count = Math.ceil(length / markLength);
    return Array.from({ length: count }, (_, part) => {
      const mark = createHash("sha256").update(`${label} ${part}`).digest("hex");
      const own = mark.slice(0, Math.min(markLength, length - part * markLength));
      this.names.set(own, count === 1 ? label : `${label} part ${part + 1}`);
      return own;
    }).join("");
  }

  /** A text with the name of each password in its place: `<name>`. */
  named(text: string): string {
    return [...this.names].reduce((rest, [mark, name]) => rest.replaceAll(mark, `<${name}>`), text);
  }
}
