/**
 * The drills take about half of the e2e's time: a run with DRILLS=1/6 to 6/6 has one group of them alone, for a CI
 * that runs the groups by turns, or on six machines. Without it every one runs.
 */
const groups = ["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"];
const { DRILLS } = process.env;
if (DRILLS !== undefined && !groups.includes(DRILLS)) {
  throw new Error(`DRILLS is "${DRILLS}", but must be ${groups.join(", ")}, or be left out`);
}

/** A drill of one of the groups: its file where it is to run, and nothing otherwise. */
exports.drill = (group, file) =>
  DRILLS === undefined || DRILLS === `${group}/${groups.length}` ? [file] : [];
