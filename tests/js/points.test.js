import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edges, indexByName, partsSeen, toPoints } from '../../static/js/practice/points.js';
import { frameOf, HAND, layout, SHOULDERS } from './layout.js';

const place = (k) => ({ x: k / 100, y: k / 50 });
const landmarks = (count) => Array.from({ length: count }, (_, k) => place(k));

test('every point comes from the source and index that the layout names', () => {
  const xy = toPoints(
    { pose: landmarks(33), left_hand: landmarks(21), right_hand: landmarks(21) },
    layout,
  );
  assert.equal(xy.length, 2 * layout.points.length);
  layout.points.forEach(({ index }, i) => {
    assert.equal(xy[2 * i], Math.fround(index / 100));
    assert.equal(xy[2 * i + 1], Math.fround(index / 50));
  });
});

test('a hand that is not there is missing, never zero', () => {
  const xy = toPoints({ pose: landmarks(33), left_hand: null, right_hand: null }, layout);
  layout.points.forEach(({ source }, i) => {
    assert.equal(Number.isNaN(xy[2 * i]), source !== 'pose');
  });
});

test('a place that is not finite is missing whole', () => {
  const pose = landmarks(33);
  pose[0] = { x: Number.POSITIVE_INFINITY, y: 0.5 };
  const xy = toPoints({ pose, left_hand: null, right_hand: null }, layout);
  const nose = indexByName(layout).get('POSE_NOSE');
  assert.ok(Number.isNaN(xy[2 * nose]) && Number.isNaN(xy[2 * nose + 1]));
});

test('nobody is nobody', () => {
  const xy = toPoints({ pose: null, left_hand: null, right_hand: null }, layout);
  assert.ok(xy.every(Number.isNaN));
});

test('edges join points of the layout and know what they belong to', () => {
  const all = edges(layout);
  assert.equal(all.length, layout.edges.length);
  for (const { from, to, source } of all) {
    assert.ok(from >= 0 && to >= 0);
    assert.equal(layout.points[to].source, source);
  }
  assert.throws(() => edges({ ...layout, edges: [['POSE_NOSE', 'NOWHERE']] }));
});

test('the parts seen are those with a point', () => {
  assert.deepEqual(partsSeen(frameOf({ ...SHOULDERS, ...HAND }).xy, layout), {
    pose: true,
    left_hand: false,
    right_hand: true,
  });
});
