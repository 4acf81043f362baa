/** Names without what two spellings of them do not share, as `fold` in geo/language/folding.py makes them. */

/**
 * Reduce a name to what is compared: case, accents, punctuation and repeated spaces do not count.
 * @param {string} text
 * @param {Record<string, string>} letters letters that no accent can be taken off; Python writes them into the page
 */
export function fold(text, letters) {
  let plain = text;
  // Twice, because taking a sign apart may bring out a capital letter.
  for (let round = 0; round < 2; round += 1) {
    // JavaScript has no case folding. Upper case first joins what it would join (ß and SS, ſ and S), and
    // lower case writes a last sigma with a sign of its own.
    plain = plain.toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFKD");
  }
  return plain
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{ASCII}]/gu, (letter) => letters[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
