/** Whole numbers as text, as the data block holds them; written by geo/nuts/outline/packed.py and geo/render/facts. */

/** Printable characters that need no escape in JSON or HTML; the last 16 say that a count of sixteens follows. */
const ALPHABET = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).filter(
  (char) => !'"&<>\\'.includes(char),
);
const SINGLE = ALPHABET.length - 16;
const VALUES = new Uint8Array(128);
ALPHABET.forEach((char, value) => (VALUES[char.charCodeAt(0)] = value));

/**
 * A reader of numbers.
 * @param {string} text
 */
export function unpack(text) {
  let at = 0;
  /** The next number. */
  const next = () => {
    let value = 0;
    for (let weight = 1; ; weight *= 16) {
      const digit = VALUES[text.charCodeAt(at)];
      at += 1;
      value += weight * digit;
      if (digit < SINGLE) return value;
    }
  };
  /** The next number where it may be negative: zigzag coded. */
  const step = () => {
    const value = next();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  return { next, step, more: () => at < text.length };
}

/**
 * Shapes as rings of arcs: `~i` is arc i walked backwards. An arc is 0 where rings use it for the first time; else
 * twice how many such arcs it lies back, one more where it is walked forwards again.
 * @param {string[]} texts counts, and arcs
 * @param {number} size how many shapes
 * @param {number} [used] how many arcs other rings have used
 * @returns {number[][][]}
 */
export function unpackRings(texts, size, used = 0) {
  const [counts, arcs] = texts.map(unpack);
  let fresh = used;
  const index = () => {
    const value = arcs.next();
    if (value === 0) return fresh++;
    const arc = fresh - (value >> 1);
    return value & 1 ? arc : ~arc;
  };
  const list = (/** @type {() => any} */ read) => Array.from({ length: counts.next() }, read);
  return Array.from({ length: size }, () => list(() => list(index)));
}

/**
 * Rows of numbers written as steps, each row from the first number of the row before it.
 * @param {string} text
 * @param {number} width numbers in a row
 * @returns {number[][]}
 */
export function unpackSteps(text, width) {
  const { step, more } = unpack(text);
  /** @type {number[][]} */
  const rows = [];
  while (more()) {
    let value = rows.at(-1)?.[0] ?? 0;
    rows.push(Array.from({ length: width }, () => (value += step())));
  }
  return rows;
}
