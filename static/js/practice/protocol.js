// @ts-check
/* Every message of live practice, both ways: the twin of recognition/protocol.py. */

export const PROTOCOL = 1;
export const FRAMES_PER_MESSAGE = 16;

const MAGIC = 0x4c53; // "SL"
const HEADER_BYTES = 12;
const SCALE = 8_192; // steps per picture width or height
const MISSING = -32_768;
const FARTHEST = 32_767;
const FLUSH = 0b1;

/** Why the server closed the socket; see recognition/protocol.py. */
export const CLOSE = Object.freeze({
  badMessage: 4400,
  signedOut: 4401,
  notAllowed: 4403,
  reload: 4409,
  tooFast: 4429,
});

/**
 * One instant: whole milliseconds since the stream's start, x and y of each point of the layout in
 * picture widths and heights with NaN where missing, the picture's width / height, and its mean
 * luminance 0..255.
 * @typedef {{time: number, xy: Float32Array, aspect: number, light: number}} Frame
 *
 * @typedef {"correct" | "almost" | "another" | "unseen"} Outcome
 * @typedef {{type: "welcome", protocol: number, release: string}} Welcome
 * @typedef {{type: "ready", sign: string, attempt: string}} Ready
 * @typedef {{type: "watching", attempt: string, state: "waiting" | "signing" | "judging",
 *   seen: {shoulders: boolean, left_hand: boolean, right_hand: boolean}, closest: string | null}} Watching
 * @typedef {{type: "verdict", attempt: string, outcome: Outcome, reason: string | null,
 *   closest: string | null, similarity: number | null, margin: number | null,
 *   evidence: {takes: number, signers: number, level: string}, stored: boolean}} Verdict
 * @typedef {{type: "problem", code: string, text: string}} Problem
 * @typedef {Welcome | Ready | Watching | Verdict | Problem} ServerMessage
 */

/** @param {string} layout the layout's fingerprint */
export const hello = (layout) => JSON.stringify({ type: 'hello', protocol: PROTOCOL, layout });

/**
 * @param {string} sign such as "vsl/MOM"
 * @param {string} attempt a uuid4
 */
export const practise = (sign, attempt) => JSON.stringify({ type: 'practise', sign, attempt });

/**
 * The bytes of one message of frames, 1 to 16 of them, in order.
 * @param {Frame[]} frames
 * @param {{seq: number, flush?: boolean}} message `seq` counts messages since the socket opened
 * @returns {ArrayBuffer}
 */
export function encodeFrames(frames, { seq, flush = false }) {
  if (frames.length < 1 || frames.length > FRAMES_PER_MESSAGE)
    throw new RangeError(`1 to ${FRAMES_PER_MESSAGE} frames, not ${frames.length}`);
  const last = frames[frames.length - 1];
  const frameBytes = 4 + 2 * last.xy.length;
  const buffer = new ArrayBuffer(HEADER_BYTES + frames.length * frameBytes);
  const view = new DataView(buffer);
  view.setUint16(0, MAGIC, true);
  view.setUint8(2, PROTOCOL);
  view.setUint8(3, flush ? FLUSH : 0);
  view.setUint8(4, frames.length);
  view.setUint8(5, last.light);
  view.setUint16(6, Math.round(last.aspect * 1_000), true);
  view.setUint32(8, seq, true);
  frames.forEach(({ time, xy }, k) => {
    let at = HEADER_BYTES + k * frameBytes;
    view.setUint32(at, time, true);
    at += 4;
    for (let i = 0; i < xy.length; i += 2, at += 4) {
      const missing = !Number.isFinite(xy[i]) || !Number.isFinite(xy[i + 1]);
      view.setInt16(at, missing ? MISSING : steps(xy[i]), true);
      view.setInt16(at + 2, missing ? MISSING : steps(xy[i + 1]), true);
    }
  });
  return buffer;
}

/** @param {number} coordinate */
function steps(coordinate) {
  return Math.max(-FARTHEST, Math.min(FARTHEST, Math.round(coordinate * SCALE)));
}

const KINDS = new Set(['welcome', 'ready', 'watching', 'verdict', 'problem']);

/**
 * A message of the server, or null for one that this page does not know.
 * @param {unknown} text
 * @returns {ServerMessage | null}
 */
export function parse(text) {
  if (typeof text !== 'string') return null;
  try {
    const message = JSON.parse(text);
    return KINDS.has(message?.type) ? message : null;
  } catch {
    return null;
  }
}
