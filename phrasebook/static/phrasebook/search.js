// Looking things up where there is no server to do it. Says again what core/search_text.py and core/typing_slips.py
// say, word for word; tests/e2e/test_search_twins.py asks both the same questions.

const WINDOW = 8;
const LONGEST_QUERY = 60;
const LEAST = 3;
const SAME_SOUND = [["ng", "l"], ["n", "l"], ["zh", "z"], ["ch", "c"], ["sh", "s"]];
const HAN = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const PIECES = new RegExp(`[${HAN}]+|[a-z0-9]+`, "gu");
const HAN_ONLY = new RegExp(`^[${HAN}]+$`, "u");
const TONES = /^(?:[a-z]{1,6}[1-5])+$/;
const FEW = 4;
const MOST_NEAR = 6;
const MOST = { sign: 4, phrase: 8, term: 3, dialogue: 2 };

export function pieces(text) {
  const folded = text.normalize("NFKC").toLowerCase().replace(/['’]/g, "").replace(/[üǖǘǚǜ]/g, "v");
  return folded.normalize("NFD").replace(/\p{Mn}/gu, "").normalize("NFC").match(PIECES) || [];
}

export const wordsOf = (query) => pieces([...query].slice(0, LONGEST_QUERY).join(""));

const windows = (parts) => parts.map((_part, start) => parts.slice(start, start + WINDOW).join(""));

// The key of an entry: its texts, the reading of every run of Chinese in them ("dian fei/yu e"), and corrected pinyin.
export function searchKey(texts, read, pinyin) {
  const spelt = read ? read.split("/") : [];
  const lines = new Set();
  for (const piece of texts.flatMap(pieces)) {
    if (!HAN_ONLY.test(piece)) { lines.add(` ${piece}`); continue; }
    const syllables = (spelt.shift() || "").split(" ").filter(Boolean);
    lines.add(piece);
    for (const reading of windows(syllables)) lines.add(`|${reading}`);
    for (const letters of windows(syllables.map((each) => [...each][0]))) lines.add(`#${letters}`);
  }
  for (const reading of windows(pieces(pinyin || ""))) lines.add(`|${reading}`);
  return [...lines].join("\n");
}

const withoutTones = (word) => (TONES.test(word) ? word.replace(/[1-5]/g, "") : word);
const singular = (word) => (word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word);

function pairs(word) {
  const letters = [...word];
  return letters.length < 2 ? [word] : letters.slice(1).map((letter, at) => letters[at] + letter);
}

export function scoreWord(key, word) {
  if (HAN_ONLY.test(word)) {
    if (key.includes(word)) return 3;
    const all = pairs(word);
    const share = all.filter((pair) => key.includes(pair)).length / all.length;
    return share >= 0.5 ? share : 0;
  }
  if (key.includes(` ${singular(word)}`)) return 3;
  if (key.includes(`|${withoutTones(word)}`)) return 2;
  return key.includes(`#${word}`) ? 1 : 0;
}

function scoreWords(key, words) {
  let total = 0;
  for (const word of words) {
    const found = scoreWord(key, word);
    if (!found) return 0;
    total += found;
  }
  return total;
}

export const sound = (reading) => SAME_SOUND.reduce((said, [letters, letter]) => said.replaceAll(letters, letter), reading);
const slipsAllowed = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

// How many slips lead from the word to the other or to its beginning; more than `most` when more than that.
export function distance(word, other, most) {
  const width = Math.min(other.length, word.length + most);
  let before = null;
  let above = Array.from({ length: width + 1 }, (_each, at) => at);
  for (let row = 1; row <= word.length; row += 1) {
    const here = [row];
    let least = row;
    for (let at = 1; at <= width; at += 1) {
      const same = word[row - 1] === other[at - 1];
      let slips = Math.min(above[at] + 1, here[at - 1] + 1, above[at - 1] + (same ? 0 : 1));
      if (before && at > 1 && word[row - 1] === other[at - 2] && word[row - 2] === other[at - 1]) slips = Math.min(slips, before[at - 2] + 1);
      here.push(slips);
      least = Math.min(least, slips);
    }
    // Two rows, because exchanged neighbours look back two.
    if (least > most && Math.min(...above) > most) return most + 1;
    before = above;
    above = here;
  }
  return Math.min(...above);
}

// The different words of many keys, and in which of the keys each stands.
class Words {
  #places = new Map();

  add(word, place) {
    const held = this.#places.get(word);
    if (held) held.push(place); else this.#places.set(word, [place]);
  }

  near(word, most) {
    const found = new Map();
    for (const [other, places] of this.#places) {
      const slips = distance(word, other, most);
      if (slips > most) continue;
      for (const place of places) found.set(place, Math.min(slips, found.get(place) ?? slips));
    }
    return found;
  }
}

export class Index {
  #keys;
  #written;
  #spoken;

  constructor(keys) { this.#keys = keys; }

  // The numbers of the keys that answer as typed, best first.
  found(query) {
    const words = wordsOf(query);
    if (!words.length) return [];
    return this.#keys
      .map((key, number) => [scoreWords(key, words), number])
      .filter(([points]) => points)
      .sort((one, other) => other[0] - one[0] || one[1] - other[1])
      .map(([, number]) => number);
  }

  // The numbers of the keys that answer when slips are forgiven, fewest slips first.
  nearlyFound(query) {
    let costs = null;
    for (const word of wordsOf(query)) {
      const one = this.#nearWord(word);
      if (costs) for (const [number, cost] of one) {
        if (costs.has(number)) one.set(number, costs.get(number) + cost); else one.delete(number);
      }
      costs = one;
    }
    return [...(costs || [])]
      .filter(([, cost]) => cost)
      .sort((one, other) => one[1] - other[1] || one[0] - other[0])
      .map(([number]) => number);
  }

  #nearWord(word) {
    const found = this.#slipped(withoutTones(word));
    this.#keys.forEach((key, number) => { if (scoreWord(key, word)) found.set(number, 0); });
    return found;
  }

  #slipped(word) {
    const found = new Map();
    if (word.length < LEAST || !/^[a-z]+$/.test(word)) return found;
    this.#prepare();
    const heard = sound(word);
    for (const [number, slips] of this.#spoken.near(heard, slipsAllowed(heard))) found.set(number, 1 + slips);
    const most = slipsAllowed(word);
    if (most) for (const [number, slips] of this.#written.near(word, most)) {
      found.set(number, Math.min(1 + slips, found.get(number) ?? 1 + slips));
    }
    return found;
  }

  #prepare() {
    if (this.#written) return;
    this.#written = new Words();
    this.#spoken = new Words();
    this.#keys.forEach((key, number) => {
      for (const line of key.split("\n")) if (line.startsWith(" ")) this.#written.add(line.slice(1), number);
      for (const line of sound(key).split("\n")) if (line.startsWith("|")) this.#spoken.add(line.slice(1), number);
    });
  }
}

// The texts an entry of the file is found by, in the order of `searched_texts` of its kind.
const TEXTS = {
  sign: (entry) => [entry.text, entry.english, entry.usage],
  phrase: (entry) => [entry.text, entry.english, entry.when],
  term: (entry) => [entry.text, entry.english, entry.explanation, entry.explanation_en],
  dialogue: (entry) => [entry.text, entry.english, entry.situation, entry.situation_en, ...(entry.turns || []).flatMap(([, text, english]) => [text, english])],
};

export const keyOf = (entry) => searchKey(TEXTS[entry.kind](entry).map((text) => text || ""), entry.read, entry.pinyin);

// What the search box answers: entries as typed, at most so many of each kind, and those that come near.
export class Phrasebook {
  constructor({ entries }) {
    this.entries = entries;
    this.index = new Index(entries.map(keyOf));
  }

  lookUp(query) {
    const found = this.index.found(query).map((number) => this.entries[number]);
    const near = found.length < FEW ? this.index.nearlyFound(query).slice(0, MOST_NEAR) : [];
    const exact = Object.entries(MOST).flatMap(([kind, most]) => found.filter((entry) => entry.kind === kind).slice(0, most));
    return { exact, near: near.map((number) => this.entries[number]).filter((entry) => !exact.includes(entry)) };
  }
}
