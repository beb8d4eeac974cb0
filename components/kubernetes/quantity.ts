/** The units, in thousandths of one: the smallest part that Kubernetes counts. */
const decimal: [suffix: string, thousandths: bigint][] = [
  ["m", 1n],
  ["", 1_000n],
  ["k", 10n ** 6n],
  ["M", 10n ** 9n],
  ["G", 10n ** 12n],
  ["T", 10n ** 15n],
];
const binary: [suffix: string, thousandths: bigint][] = [
  ["Ki", 1_000n * 2n ** 10n],
  ["Mi", 1_000n * 2n ** 20n],
  ["Gi", 1_000n * 2n ** 30n],
  ["Ti", 1_000n * 2n ** 40n],
];
const units = new Map([...decimal, ...binary]);

/** An amount of CPU, memory or storage as Kubernetes writes it, such as 50m, 1.5, 96Mi or 2G. */
export class Quantity {
  static readonly zero = new Quantity(0n, false);

  private constructor(
    private readonly thousandths: bigint,
    private readonly inBinary: boolean,
  ) {}

  /** @throws Error when the text is no quantity, or one finer than a thousandth. */
  static parse(text: string): Quantity {
    const [, whole = "", fraction = "", suffix = ""] =
      /^(\d+)(?:\.(\d{1,9}))?([a-zA-Z]*)$/.exec(text) ?? [];
    const unit = units.get(suffix);
    const scale = 10n ** BigInt(fraction.length);
    const scaled = BigInt(`${whole}${fraction}`) * (unit ?? 0n);
    if (whole === "" || unit === undefined || scaled % scale !== 0n) {
      throw new Error(
        `"${text}" is not a quantity: a number, with at most three decimals in the end, and one of ` +
          [...units.keys()].join(" ").trim(),
      );
    }
    return new Quantity(scaled / scale, suffix.endsWith("i"));
  }

  plus(other: Quantity): Quantity {
    return new Quantity(this.thousandths + other.thousandths, this.inBinary || other.inBinary);
  }

  /** Nothing where the other is larger. */
  minus(other: Quantity): Quantity {
    const rest = this.thousandths - other.thousandths;
    return new Quantity(rest < 0n ? 0n : rest, this.inBinary || other.inBinary);
  }

  times(factor: number): Quantity {
    return new Quantity(this.thousandths * BigInt(factor), this.inBinary);
  }

  /** A multiple that need not be whole, rounded up to Mi or to a thousandth. */
  scaled(factor: number): Quantity {
    const step = this.inBinary ? 1_000n * 2n ** 20n : 1n;
    const exact = this.thousandths * BigInt(Math.round(factor * 1_000));
    const steps = (exact + step * 1_000n - 1n) / (step * 1_000n);
    return new Quantity(steps * step, this.inBinary);
  }

  isLessThan(other: Quantity): boolean {
    return this.thousandths < other.thousandths;
  }

  /** In whole units, such as bytes, rounded down. */
  toNumber(): number {
    return Number(this.thousandths / 1_000n);
  }

  /** In the unit that Kubernetes itself would give back, so that what is there is what was asked for. */
  toString(): string {
    const inBinary = this.inBinary && this.thousandths % (1_000n * 2n ** 10n) === 0n;
    const whole = (inBinary ? binary : decimal).filter(
      ([, unit]) => this.thousandths % unit === 0n,
    );
    const [suffix, unit] = this.thousandths === 0n ? ["", 1n] : (whole.at(-1) ?? ["m", 1n]);
    return `${this.thousandths / unit}${suffix}`;
  }
}
