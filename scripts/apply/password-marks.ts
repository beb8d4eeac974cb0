import { createHash } from "node:crypto";

/** A password is this long; what is twice as long is two, one after the other. */
const markLength = 32;

/** What stands for passwords that somebody else makes: the same each time, and told from any other text. */
export class PasswordMarks {
  private readonly names = new Map<string, string>();

  /** What stands for the password of that name. */
  password(name: string, length: number): string {
    const count = Math.ceil(length / markLength);
    return Array.from({ length: count }, (_, part) => {
      const mark = createHash("sha256").update(`${name} ${part}`).digest("hex");
      const own = mark.slice(0, Math.min(markLength, length - part * markLength));
      this.names.set(own, count === 1 ? name : `${name} part ${part + 1}`);
      return own;
    }).join("");
  }

  /** A text with the name of each password in its place: `<name>`. */
  named(text: string): string {
    return [...this.names].reduce((rest, [mark, name]) => rest.replaceAll(mark, `<${name}>`), text);
  }
}
