// @ts-check
/* Turns to the next sign without leaving the page: camera, tracker and socket stay as they are. */

/**
 * The <sign-practice> of another practice page, or null where that address is something else: the
 * end of the lesson, or a request to sign in.
 * @param {string} address
 * @returns {Promise<{address: string, title: string, practice: HTMLElement} | null>}
 */
export async function fetchTurn(address) {
  const response = await fetch(address, { headers: { Accept: 'text/html' } });
  if (!response.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const practice = page.querySelector('sign-practice');
  return practice instanceof HTMLElement ? { address, title: page.title, practice } : null;
}

/**
 * Puts the parts of `fresh` that belong to its sign, marked data-swap, in the place of `old`'s.
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
export function swap(old, fresh) {
  for (const part of old.querySelectorAll('[data-swap]')) {
    const name = part.getAttribute('data-swap');
    const other = fresh.querySelector(`[data-swap="${name}"]`);
    if (other) part.replaceWith(document.adoptNode(other));
  }
  old.dataset.sign = fresh.dataset.sign;
}
