// @ts-check
/* What the page's HTML brings for the modules: data, addresses, and parts to show or hide. */

/**
 * The JSON in a <script type="application/json">, as Django's json_script writes it.
 * @param {string} id
 * @returns {any}
 */
export function readJson(id) {
  const text = document.getElementById(id)?.textContent;
  if (!text) throw new Error(`the page has no data named ${id}`);
  return JSON.parse(text);
}

/**
 * Addresses by file name, from the links of a <template>.
 * @param {ParentNode} root
 * @returns {Record<string, string>}
 */
export function readFiles(root) {
  const template = root.querySelector('template[data-part="files"]');
  if (!(template instanceof HTMLTemplateElement)) throw new Error('the page names no files');
  const links = template.content.querySelectorAll('a[data-file]');
  return Object.fromEntries(
    [...links].map((link) => [
      link.getAttribute('data-file'),
      new URL(link.getAttribute('href') ?? '', document.baseURI).href,
    ]),
  );
}

/**
 * Shows what is meant for now: elements with one of the words in data-when, and no others.
 * @param {ParentNode} root
 * @param {Set<string>} words
 */
export function showWhen(root, words) {
  for (const element of root.querySelectorAll('[data-when]')) {
    const wanted = (element.getAttribute('data-when') ?? '').split(' ');
    element.toggleAttribute('hidden', !wanted.some((word) => words.has(word)));
  }
}

/**
 * The address of a socket of the page's own server.
 * @param {string} path
 * @param {{protocol: string, host: string}} location
 */
export function socketAddress(path, location) {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}${path}`;
}
