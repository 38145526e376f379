// @ts-check
/* The camera check: is there light, is she in the picture, can her hands be seen. */

import { indexByName, partsSeen, present } from './points.js';

/**
 * @typedef {import('./protocol.js').Frame} Frame
 * @typedef {import('./points.js').Layout} Layout
 * @typedef {'dark' | 'shoulders' | 'near' | 'far' | 'hands' | 'rest'} Hint the one thing to do next
 * @typedef {{light: boolean, body: boolean, hands: boolean, hint: Hint | null, passed: boolean}} Check
 */

const DARK = 45; // mean luminance; below it hands are lost
const NEAR = 0.62; // shoulder width in picture widths
const FAR = 0.1;
const EDGE = 0.01; // of the picture, beyond which a shoulder is cut off
const WRISTS = ['LEFT_HAND_WRIST', 'RIGHT_HAND_WRIST'];
const STEADY = 500; // ms that light and body must hold
const RAISED = 0.95; // shoulder widths below the shoulders: a wrist above this is no hand at rest
const REST = 200; // ms that the hands must rest before the first sign
const PATIENCE = 5_000; // ms after which we go on though the hands never rest

/**
 * @param {Frame} frame
 * @param {Layout} layout
 * @param {Map<string, number>} index
 * @returns {{light: boolean, body: 'ok' | 'shoulders' | 'near' | 'far', hands: boolean, raised: boolean}}
 */
export function look({ xy, light, aspect }, layout, index) {
  const seen = partsSeen(xy, layout);
  const at = (/** @type {string} */ name) => /** @type {number} */ (index.get(name));
  const left = at('POSE_LEFT_SHOULDER');
  const right = at('POSE_RIGHT_SHOULDER');
  // NaN where a shoulder or a hand is missing: then nothing is above it.
  const width = Math.hypot(
    (xy[2 * left] - xy[2 * right]) * aspect,
    xy[2 * left + 1] - xy[2 * right + 1],
  );
  const level = (xy[2 * left + 1] + xy[2 * right + 1]) / 2 + RAISED * width;
  return {
    light: light >= DARK,
    body: body(xy, left, right),
    hands: seen.left_hand || seen.right_hand,
    raised: WRISTS.some((name) => xy[2 * at(name) + 1] < level),
  };
}

/**
 * @param {Float32Array} xy
 * @param {number} left
 * @param {number} right
 */
function body(xy, left, right) {
  if (!present(xy, left) || !present(xy, right)) return 'shoulders';
  const width = Math.hypot(xy[2 * left] - xy[2 * right], xy[2 * left + 1] - xy[2 * right + 1]);
  const inside = [left, right].every(
    (i) => xy[2 * i] > EDGE && xy[2 * i] < 1 - EDGE && xy[2 * i + 1] < 1 - EDGE,
  );
  if (width > NEAR) return 'near';
  if (!inside) return 'shoulders';
  return width < FAR ? 'far' : 'ok';
}

export class CameraCheck {
  /** @param {Layout} layout */
  constructor(layout) {
    this.layout = layout;
    this.index = indexByName(layout);
    this.handsSeen = false;
    /** @type {number | null} since when light and body are right, ms */
    this.goodSince = null;
    /** @type {number | null} since when no hand is raised, ms */
    this.restSince = null;
  }

  /**
   * @param {Frame} frame
   * @returns {Check}
   */
  add(frame) {
    const { light, body, hands, raised } = look(frame, this.layout, this.index);
    this.handsSeen ||= hands;
    const good = light && body === 'ok';
    this.goodSince = good ? (this.goodSince ?? frame.time) : null;
    this.restSince = raised ? null : (this.restSince ?? frame.time);
    const goodFor = this.goodSince === null ? -1 : frame.time - this.goodSince;
    const rested = this.restSince !== null && frame.time - this.restSince >= REST;
    return {
      light,
      body: body === 'ok',
      hands: this.handsSeen,
      hint: this.hint(light, body, raised),
      passed: this.handsSeen && goodFor >= STEADY && (rested || goodFor >= PATIENCE),
    };
  }

  /**
   * @param {boolean} light
   * @param {ReturnType<typeof body>} body
   * @param {boolean} raised
   * @returns {Hint | null}
   */
  hint(light, body, raised) {
    if (!light) return 'dark';
    if (body !== 'ok') return body;
    if (!this.handsSeen) return 'hands';
    return raised ? 'rest' : null;
  }
}
