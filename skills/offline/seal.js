// What a seal says, and whether it may be believed. The same as skills/seals.py, in the browser; touches no page.
"use strict";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-/";
const VERSION = 1, HEAD_BYTES = 5, SIGNATURE_BYTES = 64, MOST_BYTES = 16000;
const PURPOSE = "xingchuang seal 1";
const DAY = 86400000;

class NotASeal extends Error {}

function unspell(letters) {
  const bytes = [];
  for (let at = 0; at < letters.length; at += 3) {
    const group = letters.slice(at, at + 3);
    const values = [...group].map((letter) => LETTERS.indexOf(letter));
    if (group.length < 2 || values.includes(-1)) throw new NotASeal();
    const value = values.reduceRight((sum, one) => sum * LETTERS.length + one, 0);
    if (value >= 256 ** (group.length - 1)) throw new NotASeal();
    if (group.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}

function readSeal(text) {
  const trimmed = text.trim();
  const mark = trimmed.indexOf("#");
  if (mark < 0) throw new NotASeal();
  const address = trimmed.slice(0, mark), data = unspell(trimmed.slice(mark + 1));
  if (data.length <= HEAD_BYTES + SIGNATURE_BYTES || data[0] !== VERSION) throw new NotASeal();
  const body = data.slice(0, -SIGNATURE_BYTES);
  const encoder = new TextEncoder();
  const signed = [...encoder.encode(PURPOSE), 0, ...encoder.encode(address), 0, ...body];
  return {
    address,
    hint: [...body.slice(1, HEAD_BYTES)].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    signed: Uint8Array.from(signed),
    signature: data.slice(-SIGNATURE_BYTES),
    packed: body.slice(HEAD_BYTES),
  };
}

// Only called for what a key has signed.
function factsOf(packed, hall) {
  const words = new TextEncoder().encode(hall.words);
  const data = borrowed.inflate(packed, words);
  if (data.length > MOST_BYTES) throw new NotASeal();
  const [number, name, owner, issuer, certification, evidence, skills, issued, from, until, sealed] =
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
  const pair = (packed) => packed === null ? null : typeof packed === "string" ? [packed, packed] : packed;
  const day = (days) => new Date(Date.UTC(2000, 0, 1) + days * DAY).toISOString().slice(0, 10);
  const skill = ([chinese, english, level, ...given]) => {
    const [levelZh, levelEn] = given.length ? given : hall.levels[level];
    return [`${chinese} · ${levelZh}`, `${english} · ${levelEn}`];
  };
  return {
    number, name, hall: pair(owner), issuer: pair(issuer), certification: pair(certification), evidence: pair(evidence),
    skills: skills.map(skill), issued_on: day(issued), valid_from: day(issued + from),
    valid_until: until === null ? null : day(issued + until), sealed_on: day(issued + sealed),
  };
}

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));

function isSignedBy(key, seal) {
  try {
    return borrowed.verify(seal.signature, seal.signed, bytesOf(key.public));
  } catch (malformed) {
    return false;
  }
}

// hall: { words, levels, keys } as skills/offline_page.py writes them. The verdict is one of: none (no seal), unknown (a key this file does not have), forged, lost (the key is in wrong hands), good.
function judgeSeal(text, hall) {
  let seal;
  try {
    seal = readSeal(text);
  } catch (wrong) {
    return { verdict: "none" };
  }
  const keys = hall.keys.filter((key) => key.hint === seal.hint);
  if (!keys.length) return { verdict: "unknown" };
  const key = keys.find((key) => isSignedBy(key, seal));
  if (!key) return { verdict: "forged" };
  const facts = factsOf(seal.packed, hall);
  if (facts.sealed_on < key.since || (key.until && facts.sealed_on > key.until)) return { verdict: "forged" };
  return { verdict: key.compromised ? "lost" : "good", facts, key, address: seal.address };
}
