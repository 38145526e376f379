// @ts-check
/* From MediaPipe's answer to the layout's points; the layout (ml/landmarks.json) comes with the page. */

/**
 * @typedef {{name: string, source: "pose" | "left_hand" | "right_hand", index: number}} Point
 * @typedef {{points: Point[], edges: [string, string][]}} Layout
 * @typedef {{x: number, y: number}} Place
 * @typedef {Record<"pose" | "left_hand" | "right_hand", Place[] | null>} Landmarks
 */

/**
 * The layout's points of one frame, in picture units (x in widths, y in heights, not mirrored).
 * @param {Landmarks} landmarks
 * @param {Layout} layout
 * @returns {Float32Array} x, y of each point in the layout's order; NaN where missing
 */
export function toPoints(landmarks, layout) {
  const xy = new Float32Array(layout.points.length * 2).fill(Number.NaN);
  layout.points.forEach(({ source, index }, i) => {
    const place = landmarks[source]?.[index];
    if (!place || !Number.isFinite(place.x) || !Number.isFinite(place.y)) return;
    xy[2 * i] = place.x;
    xy[2 * i + 1] = place.y;
  });
  return xy;
}

/**
 * Where each named point stands in a frame's list.
 * @param {Layout} layout
 * @returns {Map<string, number>}
 */
export function indexByName(layout) {
  return new Map(layout.points.map(({ name }, i) => [name, i]));
}

/**
 * The layout's edges as pairs of positions, each with the source that it is drawn for.
 * @param {Layout} layout
 * @returns {{from: number, to: number, source: Point["source"]}[]}
 */
export function edges(layout) {
  const index = indexByName(layout);
  return layout.edges.map(([a, b]) => {
    const from = index.get(a);
    const to = index.get(b);
    if (from === undefined || to === undefined)
      throw new Error(`edge of unknown points: ${a}, ${b}`);
    return { from, to, source: layout.points[to].source };
  });
}

/**
 * @param {Float32Array} xy
 * @param {number} i
 */
export const present = (xy, i) => !Number.isNaN(xy[2 * i]) && !Number.isNaN(xy[2 * i + 1]);

/**
 * Which parts of the person are in this frame.
 * @param {Float32Array} xy
 * @param {Layout} layout
 * @returns {Record<Point["source"], boolean>}
 */
export function partsSeen(xy, layout) {
  const seen = { pose: false, left_hand: false, right_hand: false };
  layout.points.forEach(({ source }, i) => {
    if (present(xy, i)) seen[source] = true;
  });
  return seen;
}
