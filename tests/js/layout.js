// The layout as the page receives it, and frames made with it.
import { readFileSync } from 'node:fs';
import { indexByName } from '../../static/js/practice/points.js';

export const layout = JSON.parse(
  readFileSync(new URL('../../ml/landmarks.json', import.meta.url), 'utf8'),
);
const index = indexByName(layout);

/**
 * A frame with these named points, all others missing.
 * @param {Record<string, [number, number]>} points
 * @param {{time?: number, light?: number}} [rest]
 */
export function frameOf(points, { time = 0, light = 120 } = {}) {
  const xy = new Float32Array(layout.points.length * 2).fill(NaN);
  for (const [name, [x, y]] of Object.entries(points)) {
    const i = index.get(name);
    if (i === undefined) throw new Error(name);
    xy[2 * i] = x;
    xy[2 * i + 1] = y;
  }
  return { time, xy, aspect: 4 / 3, light };
}

export const SHOULDERS = { POSE_LEFT_SHOULDER: [0.65, 0.6], POSE_RIGHT_SHOULDER: [0.35, 0.6] };
export const HAND = { RIGHT_HAND_WRIST: [0.4, 0.5] };
