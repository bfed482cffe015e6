// What would be said of a cell if it were put somewhere else: the same rules as the server's, on the facts it sent once
// for the whole board (rotations/board_facts.py). Pure: no page, no network.

const ABLE = 0;
const FLAGGED = 1;
const NOTHING = -1;

// Stays that last too long or begin too soon, as rotations/planner/checking.py finds them.
export const runFaults = (facts, clerk, cells) => {
  const { before, resting } = facts.people[clerk];
  let [post, running] = before;
  const freeAgain = new Map();
  const found = [];
  cells.forEach((now, period) => {
    if (now !== post && post !== NOTHING && facts.posts[post].rest) freeAgain.set(post, period + facts.posts[post].rest);
    running = now === post ? running + 1 : 1;
    post = now;
    if (now === NOTHING) return;
    const { most } = facts.posts[now];
    if (most && running > most) found.push(["running", period, now]);
    if (period < (freeAgain.get(now) ?? 0) || period < (resting[now] ?? 0)) found.push(["rest", period, now]);
  });
  return found;
};

export const saying = (facts, clerk, post, period) => {
  const [code, sentences] = facts.sayings[facts.rows[facts.people[clerk].rows[post]][period]];
  return { code, reasons: sentences.map((number) => facts.sentences[number]) };
};

// How many are at a post at once, in the part of the week or the day in which most are. Of who works in all of them
// nothing is said.
const standing = (facts, grid, post, period) => {
  const there = new Array(facts.parts).fill(0);
  grid.forEach((row, clerk) => {
    if (row[period] !== post) return;
    const bits = facts.people[clerk].there?.[period];
    there.forEach((_, part) => { if (bits === undefined || (bits >> part) & 1) there[part] += 1; });
  });
  return Math.max(...there);
};

// `grid[clerk][period]` is the number of a post or -1. Two places change what stands in them. Answers how that would be:
// "yes", "caution" or "no", and lines of [clerk, post, period, word or sentence].
export const judge = (facts, grid, from, to) => {
  const after = new Map();
  for (const place of [from, to]) after.set(place.clerk, after.get(place.clerk) ?? [...grid[place.clerk]]);
  const [moved, back] = [grid[from.clerk][from.period], grid[to.clerk][to.period]];
  after.get(to.clerk)[to.period] = moved;
  after.get(from.clerk)[from.period] = back;
  const news = [[to, moved], [from, back]].filter(([, post]) => post !== NOTHING);
  const [against, cautions] = [[], []];
  for (const [{ clerk, period }, post] of news) {
    const { code, reasons } = saying(facts, clerk, post, period);
    if (code === ABLE) continue;
    const lines = (reasons.length ? reasons : [code === FLAGGED ? "" : "closed"]).map((why) => [clerk, post, period, why]);
    (code === FLAGGED ? cautions : against).push(...lines);
  }
  for (const [clerk, row] of after) {
    const before = new Set(runFaults(facts, clerk, grid[clerk]).map(String));
    for (const fault of runFaults(facts, clerk, row)) {
      if (!before.has(String(fault))) cautions.push([clerk, fault[2], fault[1], fault[0]]);
    }
  }
  const changed = grid.map((row, clerk) => after.get(clerk) ?? row);
  for (const [{ clerk, period }, post] of news) {
    const there = standing(facts, changed, post, period);
    if (there > standing(facts, grid, post, period) && there > facts.posts[post].wanted[period]) cautions.push([clerk, post, period, "full"]);
  }
  return { kind: against.length ? "no" : cautions.length ? "caution" : "yes", lines: [...against, ...cautions] };
};
