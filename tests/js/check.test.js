import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CameraCheck } from '../../static/js/practice/check.js';
import { frameOf, HAND, layout, SHOULDERS } from './layout.js';

const person = (left, right, more = {}) => ({
  POSE_LEFT_SHOULDER: left,
  POSE_RIGHT_SHOULDER: right,
  ...more,
});

/** The last answer to these frames, 100 ms apart. */
function checked(frames) {
  const check = new CameraCheck(layout);
  return frames
    .map(([points, light], k) => check.add(frameOf(points, { time: 100 * k, light })))
    .at(-1);
}
const times = (count, frame) => new Array(count).fill(frame);

for (const [name, points, light, hint] of [
  ['a dark room', { ...SHOULDERS, ...HAND }, 20, 'dark'],
  ['nobody', {}, 120, 'shoulders'],
  ['one shoulder', { POSE_LEFT_SHOULDER: [0.6, 0.6] }, 120, 'shoulders'],
  ['a shoulder out of the picture', person([1.02, 0.6], [0.7, 0.6]), 120, 'shoulders'],
  ['shoulders below the picture', person([0.65, 1.1], [0.35, 1.1]), 120, 'shoulders'],
  ['a face at the lens', person([0.9, 0.7], [0.1, 0.7]), 120, 'near'],
  ['somebody far away', person([0.53, 0.5], [0.47, 0.5]), 120, 'far'],
  ['hands under the table', SHOULDERS, 120, 'hands'],
  ['hands still up', { ...SHOULDERS, ...HAND }, 120, 'rest'],
])
  test(`the hint for ${name} is ${hint}`, () => {
    const answer = checked(times(8, [points, light]));
    assert.equal(answer.hint, hint);
    assert.equal(answer.passed, false);
  });

test('it passes once the hands were seen and rest again', () => {
  const up = times(6, [{ ...SHOULDERS, ...HAND }, 120]);
  const down = times(4, [SHOULDERS, 120]);
  assert.equal(checked([...up, ...down]).passed, true);
  assert.equal(checked([...up, ...down.slice(0, 1)]).passed, false);
});

test('hands that lie low in the picture rest', () => {
  const up = times(6, [{ ...SHOULDERS, ...HAND }, 120]);
  const low = times(3, [{ ...SHOULDERS, RIGHT_HAND_WRIST: [0.4, 0.99] }, 120]);
  const answer = checked([...up, ...low]);
  assert.equal(answer.passed, true);
  assert.equal(answer.hint, null);
});

test('hands that never rest keep nobody waiting', () => {
  assert.equal(checked(times(51, [{ ...SHOULDERS, ...HAND }, 120])).passed, true);
});

test('a moment of good light is not enough', () => {
  const dark = times(6, [{ ...SHOULDERS, ...HAND }, 10]);
  const bright = times(4, [SHOULDERS, 120]);
  assert.equal(checked([...dark, ...bright]).passed, false);
});
