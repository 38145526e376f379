/** PURE: what a class code may hold while it is being typed. */

/**
 * Keep what can stand in a code: capitals from `letters`, at most `length` of them.
 *
 * @param {string} typed
 * @param {string} letters every letter that a code is made of
 * @param {number} length
 * @returns {string}
 */
export function keepCode(typed, letters, length) {
  return [...typed.normalize('NFKC').toUpperCase()]
    .filter((letter) => letters.includes(letter))
    .slice(0, length)
    .join('');
}
