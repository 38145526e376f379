// @ts-check
/* Draws the reference: a person with a face, a shirt and hands whose fingers can be read. */

import { indexByName, present } from './points.js';

/**
 * @typedef {import('./points.js').Layout} Layout
 * @typedef {[number, number]} Spot
 * @typedef {{skin: string, line: string, hair: string, shirt: string, sleeve: string,
 *   left_hand: string, right_hand: string}} Colours
 */

const FINGERS = [
  ['PINKY_MCP', 'PINKY_PIP', 'PINKY_DIP', 'PINKY_TIP'],
  ['RING_FINGER_MCP', 'RING_FINGER_PIP', 'RING_FINGER_DIP', 'RING_FINGER_TIP'],
  ['MIDDLE_FINGER_MCP', 'MIDDLE_FINGER_PIP', 'MIDDLE_FINGER_DIP', 'MIDDLE_FINGER_TIP'],
  ['INDEX_FINGER_MCP', 'INDEX_FINGER_PIP', 'INDEX_FINGER_DIP', 'INDEX_FINGER_TIP'],
  ['THUMB_CMC', 'THUMB_MCP', 'THUMB_IP', 'THUMB_TIP'],
];
const PALM = [
  'WRIST',
  'THUMB_CMC',
  'INDEX_FINGER_MCP',
  'MIDDLE_FINGER_MCP',
  'RING_FINGER_MCP',
  'PINKY_MCP',
];

/** What is shown around the origin between the shoulders, in shoulder widths. */
export const VIEW = Object.freeze({ width: 3.1, top: -1.55, bottom: 1.55 });
const OUTLINE = 0.026;

export class Figure {
  /**
   * @param {Layout} layout
   * @param {Colours} colours
   */
  constructor(layout, colours) {
    this.index = indexByName(layout);
    this.colours = colours;
  }

  /**
   * @param {Float32Array} xy
   * @param {string} name
   * @param {Spot} [otherwise]
   * @returns {Spot | null}
   */
  spot(xy, name, otherwise) {
    const i = this.index.get(name);
    if (i === undefined || !present(xy, i)) return otherwise ?? null;
    return [xy[2 * i], xy[2 * i + 1]];
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Float32Array} xy in body units
   */
  draw(context, xy) {
    const { width, height } = context.canvas;
    const scale = Math.min(width / VIEW.width, height / (VIEW.bottom - VIEW.top));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(
      scale,
      0,
      0,
      scale,
      width / 2,
      height / 2 - (scale * (VIEW.top + VIEW.bottom)) / 2,
    );
    context.lineCap = 'round';
    context.lineJoin = 'round';
    const left = this.spot(xy, 'POSE_LEFT_SHOULDER') ?? [0.5, 0];
    const right = this.spot(xy, 'POSE_RIGHT_SHOULDER') ?? [-0.5, 0];
    const middle = between(left, right, 0.5);
    const nose = this.spot(xy, 'POSE_NOSE') ?? [middle[0], middle[1] - 0.72];
    // A head that turns moves its nose further than itself.
    const head = /** @type {Spot} */ ([nose[0] + 0.3 * (middle[0] - nose[0]), nose[1] - 0.09]);
    limb(context, head, middle, 0.13, 0.15, this.colours.skin, this.colours.line);
    this.drawBody(context, left, right);
    this.drawHead(context, xy, head, nose);
    for (const [side, shoulder, out] of /** @type {['LEFT' | 'RIGHT', Spot, number][]} */ ([
      ['LEFT', left, 1],
      ['RIGHT', right, -1],
    ]))
      this.drawArm(context, xy, side, shoulder, out);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Spot} left
   * @param {Spot} right
   */
  drawBody(context, left, right) {
    const { shirt, line } = this.colours;
    const neck = (left[1] + right[1]) / 2;
    const middle = (left[0] + right[0]) / 2;
    context.beginPath();
    context.moveTo(middle - 0.2, neck - 0.2);
    context.quadraticCurveTo(middle, neck + 0.06, middle + 0.2, neck - 0.2);
    context.quadraticCurveTo(left[0] - 0.05, left[1] - 0.17, left[0] + 0.1, left[1] - 0.05);
    context.quadraticCurveTo(left[0] + 0.04, left[1] + 0.9, left[0] - 0.02, VIEW.bottom + 0.3);
    context.lineTo(right[0] + 0.02, VIEW.bottom + 0.3);
    context.quadraticCurveTo(right[0] - 0.04, right[1] + 0.9, right[0] - 0.1, right[1] - 0.05);
    context.quadraticCurveTo(right[0] + 0.05, right[1] - 0.17, middle - 0.2, neck - 0.2);
    paint(context, shirt, line);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Float32Array} xy
   * @param {Spot} head its centre
   * @param {Spot} nose
   */
  drawHead(context, xy, [middle, centre], [x, y]) {
    const { skin, line, hair } = this.colours;
    ellipse(context, middle, centre - 0.09, 0.36, 0.38, hair, line); // hair behind
    for (const side of [-1, 1])
      ellipse(context, middle + side * 0.31, centre + 0.06, 0.05, 0.08, skin, line);
    ellipse(context, middle, centre, 0.31, 0.36, skin, line);
    context.beginPath(); // hair in front
    context.moveTo(middle - 0.32, centre - 0.03);
    context.bezierCurveTo(
      middle - 0.34,
      centre - 0.47,
      middle + 0.34,
      centre - 0.47,
      middle + 0.32,
      centre - 0.03,
    );
    context.quadraticCurveTo(middle + 0.22, centre - 0.21, middle + 0.02, centre - 0.2);
    context.quadraticCurveTo(middle - 0.2, centre - 0.19, middle - 0.32, centre - 0.03);
    paint(context, hair, line, 0.6);
    const eyes = ['LEFT', 'RIGHT'].map((side, i) =>
      this.spot(xy, `POSE_${side}_EYE`, [x + (i ? -0.11 : 0.11), y - 0.11]),
    );
    context.fillStyle = line;
    for (const eye of eyes) {
      if (!eye) continue;
      context.beginPath();
      context.ellipse(eye[0], eye[1] + 0.02, 0.03, 0.04, 0, 0, 2 * Math.PI);
      context.fill();
    }
    context.strokeStyle = line;
    context.lineWidth = OUTLINE;
    context.beginPath();
    context.moveTo(x + 0.005, y - 0.02);
    context.quadraticCurveTo(x + 0.035, y + 0.025, x, y + 0.03);
    context.moveTo(x - 0.09, y + 0.1);
    context.quadraticCurveTo(x, y + 0.17, x + 0.09, y + 0.1);
    context.stroke();
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Float32Array} xy
   * @param {'LEFT' | 'RIGHT'} side
   * @param {Spot} shoulder
   * @param {number} out 1 to the right of the picture, -1 to its left
   */
  drawArm(context, xy, side, shoulder, out) {
    const { skin, line, sleeve } = this.colours;
    const elbow = this.spot(xy, `POSE_${side}_ELBOW`) ?? [
      shoulder[0] + out * 0.16,
      shoulder[1] + 0.85,
    ];
    const palm = this.spot(xy, `${side}_HAND_WRIST`);
    const wrist = palm ??
      this.spot(xy, `POSE_${side}_WRIST`) ?? [elbow[0] - out * 0.05, elbow[1] + 0.75];
    // A long sleeve in one piece: both outlines first, then both fillings.
    const cuff = between(elbow, wrist, 0.82);
    limb(context, elbow, wrist, 0.1, 0.075, skin, line);
    for (const edge of [line, null]) {
      limb(context, shoulder, elbow, 0.16, 0.13, sleeve, edge);
      limb(context, elbow, cuff, 0.13, 0.1, sleeve, edge);
    }
    if (palm) this.drawHand(context, xy, side);
    else ellipse(context, wrist[0], wrist[1], 0.13, 0.13, skin, line);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Float32Array} xy
   * @param {'LEFT' | 'RIGHT'} side
   */
  drawHand(context, xy, side) {
    const edge = this.colours[side === 'LEFT' ? 'left_hand' : 'right_hand'];
    const { skin } = this.colours;
    const chain = (/** @type {string[]} */ names) =>
      names.map((name) => this.spot(xy, `${side}_HAND_${name}`)).filter((spot) => spot !== null);
    const palm = chain(PALM);
    const fingers = FINGERS.map(chain);
    const size = handSize(palm);
    const thick = size * 0.2;
    const rim = Math.max(OUTLINE, size * 0.08);
    stroke(context, palm, thick + 2 * rim, edge, true);
    for (const finger of fingers) stroke(context, finger, thick + 2 * rim, edge);
    stroke(context, palm, thick, skin, true);
    for (const finger of fingers) {
      stroke(context, finger, thick + rim, edge);
      stroke(context, finger, thick, skin);
    }
    // Where the fingers leave the palm there is no line.
    stroke(context, palm.slice(1), thick * 0.8, skin, true);
  }
}

/**
 * Mean distance of the knuckles from the wrist.
 * @param {Spot[]} palm
 */
function handSize([wrist, ...knuckles]) {
  if (!wrist || knuckles.length === 0) return 0.35;
  const sum = knuckles.reduce((all, [x, y]) => all + Math.hypot(x - wrist[0], y - wrist[1]), 0);
  return Math.max(0.12, sum / knuckles.length);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Spot[]} spots
 * @param {number} width
 * @param {string} colour
 * @param {boolean} [filled]
 */
function stroke(context, spots, width, colour, filled = false) {
  if (spots.length < 2) return;
  context.beginPath();
  spots.forEach(([x, y], i) => {
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  if (filled) {
    context.closePath();
    context.fillStyle = colour;
    context.fill();
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/**
 * @param {Spot} from
 * @param {Spot} to
 * @param {number} share
 * @returns {Spot}
 */
function between(from, to, share) {
  return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
}

/**
 * A part of an arm: round at both ends, thinner towards the second.
 * @param {CanvasRenderingContext2D} context
 * @param {Spot} from
 * @param {Spot} to
 * @param {number} thick radius at `from`
 * @param {number} thin radius at `to`
 * @param {string} fill
 * @param {string | null} line
 */
function limb(context, from, to, thick, thin, fill, line) {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  context.beginPath();
  context.arc(from[0], from[1], thick, angle + Math.PI / 2, angle - Math.PI / 2);
  context.arc(to[0], to[1], thin, angle - Math.PI / 2, angle + Math.PI / 2);
  context.closePath();
  paint(context, fill, line);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} rx
 * @param {number} ry
 * @param {string} fill
 * @param {string} line
 */
function ellipse(context, x, y, rx, ry, fill, line) {
  context.beginPath();
  context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  paint(context, fill, line);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} fill
 * @param {string | null} line
 * @param {number} [weight]
 */
function paint(context, fill, line, weight = 1) {
  context.fillStyle = fill;
  context.fill();
  if (line === null) return;
  context.strokeStyle = line;
  context.lineWidth = OUTLINE * weight;
  context.stroke();
}
