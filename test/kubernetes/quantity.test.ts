import assert from "node:assert/strict";
import { Quantity } from "../../components/kubernetes/quantity";

describe("Quantity", () => {
  const sums: [parts: string[], sum: string][] = [
    [["50m", "50m"], "100m"],
    [["500m", "0.5"], "1"],
    [["1.5", "250m"], "1750m"],
    [["96Mi", "160Mi"], "256Mi"],
    [["512Mi", "512Mi"], "1Gi"],
    [["1Gi", "512Mi"], "1536Mi"],
    [["1.5Gi"], "1536Mi"],
    [["1Mi", "1"], "1048577"],
    [["1k", "24"], "1024"],
    [["2G", "0"], "2G"],
    [["2G", "1Gi"], "3001701Ki"],
    [["1001k", "1Ki"], "1002024"],
    [["100Gi", "924Gi"], "1Ti"],
    [["8388608Ti", "8388608Ti"], "16777216Ti"],
  ];
  for (const [parts, sum] of sums) {
    it(`adds ${parts.join(" and ")} up to ${sum}`, () => {
      const total = parts.reduce((all, part) => all.plus(Quantity.parse(part)), Quantity.zero);
      assert.equal(String(total), sum);
    });
  }

  it("is multiplied", () => {
    assert.equal(String(Quantity.parse("96Mi").times(8)), "768Mi");
    assert.equal(String(Quantity.parse("50m").times(20)), "1");
    assert.equal(String(Quantity.parse("96Mi").times(0)), "0");
  });

  it("is taken away, down to nothing", () => {
    assert.equal(String(Quantity.parse("4Gi").minus(Quantity.parse("1536Mi"))), "2560Mi");
    assert.equal(String(Quantity.parse("50m").minus(Quantity.parse("1"))), "0");
  });

  for (const text of ["", "Mi", "1MB", "-1", "1,5", "1 Gi", "1e3x", "0.0005", "1mi", "1toString"]) {
    it(`refuses ${JSON.stringify(text)}, by its name`, () => {
      assert.throws(() => Quantity.parse(text), new RegExp(`^Error: "${text}" is not a quantity`));
    });
  }
});
