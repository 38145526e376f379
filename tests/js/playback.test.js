import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Playback } from '../../static/js/practice/playback.js';

const clip = (xs, gap = 0.1) =>
  new Playback({
    times: xs.map((_, k) => 5 + k * gap),
    xy: xs.map((x) => [x === null ? null : [x, 0]]),
  });

test('it begins at nought, whatever the clock said', () => {
  const play = clip([0, 1, 2]);
  assert.ok(Math.abs(play.duration - 0.2) < 1e-9);
  assert.equal(play.at(0)[0], 0);
});

test('between two frames a point is between its two places', () => {
  const play = clip([0, 1]);
  assert.ok(Math.abs(play.at(0.025)[0] - 0.25) < 1e-6);
});

test('before and after it stands still', () => {
  const play = clip([3, 4]);
  assert.equal(play.at(-1)[0], 3);
  assert.equal(play.at(9)[0], 4);
});

test('a short gap is bridged, a long one is not', () => {
  assert.ok(Math.abs(clip([0, null, 2]).at(0.1)[0] - 1) < 1e-6);
  assert.ok(Number.isNaN(clip([0, null, 2], 1).at(1)[0]));
  assert.ok(Number.isNaN(clip([null, 1, 2]).at(0)[0]));
});

test('the loop rests on the last frame, then begins again', () => {
  const play = clip([0, 1, 2]);
  assert.equal(play.loop(0.1), 0.1);
  assert.equal(play.loop(0.5), play.duration);
  assert.ok(play.loop(play.duration + 0.9) < play.duration);
});

test('steps go through the whole sign and come round', () => {
  const play = clip([0, 1, 2, 3, 4, 5], 0.2);
  const seen = [0];
  while (seen.length < 20) {
    const time = play.step(seen.at(-1));
    if (time === 0) break;
    assert.ok(time > seen.at(-1));
    seen.push(time);
  }
  assert.equal(seen.length, 6);
  assert.ok(Math.abs(seen.at(-1) - play.duration) < 1e-9);
});

test('a template without frames is a picture of nobody', () => {
  assert.equal(new Playback({ times: [], xy: [] }).duration, 0);
});
